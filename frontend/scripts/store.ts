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

const name = "alongside";

export const shared = document.documentElement.hasAttribute("data-shared");

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

export const store = place();

export function read(): Bag {
  try {
    const held = JSON.parse(store?.getItem(name) ?? "{}") as Partial<Bag>;
    return { ...held, kept: Array.isArray(held.kept) ? held.kept.filter((id) => typeof id === "string") : [] };
  } catch {
    return { kept: [] };
  }
}

// write gives false when there was no room: what was kept before is still there.
export function write(bag: Bag): boolean {
  try {
    store?.setItem(name, JSON.stringify(bag));
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
