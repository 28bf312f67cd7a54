// What this browser keeps for its person: what they kept, their plan and their
// own pages. On a shared device it goes with the window.

export interface Step {
  listing: string;
  what: string;
  when: string;
  where: string;
  ask: string;
  with: string;
  way: string;
  helps: string;
}

export interface Plan {
  home: boolean;
  now: string;
  place: string;
  contact: string;
  contact_when: string;
  note: string;
  steps: Step[];
}

export interface Well {
  keeps: string;
  signs: string;
  helps: string;
}

export interface Bag {
  kept: string[];
  plan?: Plan;
  well?: Well;
}

export const stepKeys = ["listing", "what", "when", "where", "ask", "with", "way", "helps"] as const;
export const planKeys = ["now", "place", "contact", "contact_when", "note"] as const;
export const wellKeys = ["keeps", "signs", "helps"] as const;
export const mostSteps = 3;
export const mostKept = 30;

const name = "alongside";

export const shared = document.documentElement.hasAttribute("data-shared");

// move takes along what was kept before somebody chose whether the device is
// shared: from then on it goes with the window, or stays.
function move(): void {
  try {
    const [from, to] = shared ? [localStorage, sessionStorage] : [sessionStorage, localStorage];
    const held = from.getItem(name);
    if (held === null) return;
    if (to.getItem(name) === null) to.setItem(name, held);
    from.removeItem(name);
  } catch {
    // there is none, or no room
  }
}

// place gives where to keep things; null where the browser keeps nothing for a
// page. Then the server's cookie does.
function place(): Storage | null {
  try {
    const s = shared ? sessionStorage : localStorage;
    s.setItem(`${name}?`, "");
    s.removeItem(`${name}?`);
    return s;
  } catch {
    return canRead();
  }
}

// canRead gives a store that is full, from which things can still be read and
// taken away.
function canRead(): Storage | null {
  try {
    const s = shared ? sessionStorage : localStorage;
    return s.getItem(name) === null ? null : s;
  } catch {
    return null;
  }
}

move();
export const store = place();

export const isID = (v: unknown): v is string => typeof v === "string" && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(v);

const mostText = 1000; // letters of a plan's text; its form has room for fewer

// texts gives an object that has each key with a text: what is no text is empty.
function texts<K extends string>(v: unknown, keys: readonly K[], most = mostText): Record<K, string> {
  const from = (v ?? {}) as Record<string, unknown>;
  return Object.fromEntries(keys.map((k) => [k, typeof from[k] === "string" ? from[k].slice(0, most) : ""])) as Record<K, string>;
}

function planOf(v: unknown): Plan | undefined {
  const from = v as Partial<Plan> | undefined;
  if (!Array.isArray(from?.steps)) return undefined;
  return { ...texts(from, planKeys), home: from.home === true, steps: from.steps.slice(0, mostSteps).map((s) => texts(s, stepKeys)) };
}

// read gives what is kept, whatever else may have been written in its place.
export function read(): Bag {
  try {
    const held = JSON.parse(store?.getItem(name) ?? "{}") as Partial<Bag>;
    const out: Bag = { kept: Array.isArray(held.kept) ? [...new Set(held.kept.filter(isID))].slice(0, mostKept) : [] };
    const plan = planOf(held.plan);
    if (plan) out.plan = plan;
    if (held.well && typeof held.well === "object") out.well = texts(held.well, wellKeys, Infinity);
    return out;
  } catch {
    return { kept: [] };
  }
}

// write gives false when there was no room: what was kept before is still there.
export function write(bag: Bag): boolean {
  if (!store) return false;
  try {
    store.setItem(name, JSON.stringify(bag));
    return true;
  } catch {
    return false;
  }
}

export function empty(bag: Bag): boolean {
  return bag.kept.length === 0 && !bag.plan && !bag.well;
}

export function clear(): void {
  for (const s of [() => localStorage, () => sessionStorage]) {
    try {
      s().removeItem(name);
    } catch {
      // there is none
    }
  }
}
