// A plan that stays in the browser: what is written in it is never sent.
import { arrives, pack, unpack } from "./link";
import { stay } from "./offline";
import { mostSteps as steps, type Plan, planKeys as lines, read, type Step, stepKeys as keys, store, write } from "./store";

const parts = keys.filter((name) => name !== "listing");

function show(): void {
  const blank = document.querySelector<HTMLTemplateElement>("[data-plan-blank]");
  const here = document.querySelector<HTMLElement>("[data-plan]");
  if (!blank || !here) return;
  const said = (what: string): void => {
    const p = document.querySelector<HTMLElement>("[data-said]");
    if (!p) return;
    p.textContent = p.dataset[what] ?? "";
    p.hidden = false;
  };
  const { plan } = read();
  if (arrives(location.hash)) {
    void unpack(location.hash).then((p) => {
      if (p) arrived(p, blank, here, !!plan);
      said(p ? "arrived" : "broken");
    });
    if (!plan) return;
  }
  if (!navigator.onLine) said("offline");
  if (!plan) return;
  here.replaceChildren(filled(plan, blank));
  after(plan);
}

// filled gives a plan as the server's template shows it.
function filled(plan: Plan, blank: HTMLTemplateElement): DocumentFragment {
  const out = blank.content.cloneNode(true) as DocumentFragment;
  const slot = (within: ParentNode, name: string, value: string): void => {
    const e = within.querySelector<HTMLElement>(`[data-slot="${name}"]`);
    if (!e) return;
    e.textContent = value;
    const part = e.closest<HTMLElement>("[data-part]");
    if (part) part.hidden = value === "";
  };
  for (const name of lines) slot(out, name, plan[name]);
  const home = out.querySelector<HTMLElement>("[data-home]");
  if (home) home.hidden = !plan.home;
  const first = out.querySelector<HTMLElement>(".step");
  for (const s of plan.steps) {
    const step = first?.cloneNode(true) as HTMLElement | undefined;
    if (!step || !first) break;
    for (const name of parts) slot(step, name, s[name]);
    const acts = step.querySelector<HTMLElement>("[data-listing]");
    if (acts) {
      acts.hidden = s.listing === "";
      acts.querySelectorAll("a").forEach((a) => a.setAttribute("href", a.getAttribute("href")!.replace("/listings/", `/listings/${s.listing}`)));
    }
    first.before(step);
  }
  first?.remove();
  return out;
}

// arrived shows a plan that came with a link, to be kept or not.
function arrived(plan: Plan, blank: HTMLTemplateElement, here: HTMLElement, over: boolean): void {
  here.replaceChildren(filled(plan, blank));
  const ask = document.querySelector<HTMLTemplateElement>("[data-plan-arrived]")!.content.cloneNode(true) as DocumentFragment;
  ask.querySelector<HTMLElement>("[data-over]")!.hidden = !over;
  document.querySelector<HTMLElement>("[data-after-plan]")!.hidden = true; // that is for one's own
  ask.querySelector("[data-plan-keep]")!.addEventListener("click", () => {
    if (!keep(plan)) return;
    history.replaceState(null, "", "/plan");
    location.reload();
  });
  here.prepend(ask);
}

function keep(plan: Plan): boolean {
  const ok = write({ ...read(), plan });
  if (ok) void stay();
  else alert(document.querySelector<HTMLElement>("[data-full]")?.dataset["full"]);
  return ok;
}

// after shows what one can do with a plan: print it, and carry it along.
function after(plan: Plan): void {
  const box = document.querySelector<HTMLElement>("[data-after-plan]");
  const carry = document.querySelector<HTMLElement>("[data-carry]");
  if (!box || !carry) return;
  box.hidden = false;
  void pack(plan).then((hash) => {
    const link = `${location.origin}/plan${hash}`;
    const text = carry.dataset["text"] ?? "";
    const button = (name: string): HTMLElement | null => carry.querySelector(`[data-${name}]`);
    button("mail")!.setAttribute("href", `mailto:?subject=${encodeURIComponent(text)}&body=${encodeURIComponent(link)}`);
    button("sms")!.setAttribute("href", `sms:?body=${encodeURIComponent(`${text}: ${link}`)}`);
    const share = button("share");
    if (share && "share" in navigator) {
      share.hidden = false;
      share.onclick = () => void navigator.share({ title: text, url: link }).catch(() => undefined);
    }
    button("copy")!.onclick = async (e) => {
      await navigator.clipboard.writeText(link);
      (e.target as HTMLElement).textContent = carry.dataset["copied"] ?? "";
    };
    button("code")!.onclick = () => void code(link, carry);
  });
}

async function code(link: string, carry: HTMLElement): Promise<void> {
  if (!window.alongsideCode) {
    await new Promise((done, failed) => {
      const s = document.createElement("script");
      s.src = carry.dataset["script"] ?? "";
      s.onload = done;
      s.onerror = failed;
      document.head.append(s);
    });
  }
  const holder = carry.querySelector<HTMLElement>("[data-code-holder]")!;
  holder.hidden = false;
  if (!window.alongsideCode?.(link, holder.querySelector(".code")!)) holder.textContent = carry.dataset["long"] ?? "";
}

// form keeps what is written where it is written.
function form(): void {
  const f = document.querySelector<HTMLFormElement>("form[data-plan-form]");
  if (!f || !store) return;
  const field = (name: string): HTMLInputElement => f.elements.namedItem(name) as HTMLInputElement;
  const value = (name: string): string => field(name).value.trim();
  const numbers = [...Array(steps).keys()].map((i) => i + 1);
  const step = (n: number): Step => Object.fromEntries(keys.map((name) => [name, value(`s${n}_${name}`)])) as unknown as Step;
  const { plan } = read();
  if (plan) {
    for (const name of lines) field(name).value ||= plan[name];
    field("from_home").checked ||= plan.home;
    field("from_home").closest("details")!.open ||= plan.home;
    // What was planned before stays as it was written; what comes from the list
    // follows it, as far as there is room.
    const fresh = numbers.map(step).filter((s) => s.what !== "" && !plan.steps.some((p) => p.listing !== "" && p.listing === s.listing));
    [...plan.steps, ...fresh].slice(0, steps).forEach((s, i) => {
      for (const name of keys) field(`s${i + 1}_${name}`).value = s[name];
      field(`s${i + 1}_what`).closest("details")!.open = true;
    });
  }
  f.addEventListener("submit", (e) => {
    e.preventDefault();
    const out = { home: field("from_home").checked, steps: [] as Step[] } as Plan;
    for (const name of lines) out[name] = value(name);
    for (const n of numbers) {
      const s = step(n);
      if (s.what === "" && parts.some((name) => s[name] !== "")) {
        wrong(field(`s${n}_what`), f.dataset["what"]);
        return;
      }
      if (s.what !== "") out.steps.push(s);
    }
    if (out.steps.length === 0 && out.note === "" && out.contact === "") {
      wrong(field("s1_what"), f.dataset["empty"]);
      return;
    }
    if (keep(out)) location.assign("/plan");
  });
}

function wrong(field: HTMLInputElement, says = ""): void {
  field.closest("details")?.setAttribute("open", "");
  field.setCustomValidity(says);
  field.reportValidity();
  // Whatever is written next may put it right.
  field.form!.addEventListener("input", () => field.setCustomValidity(""), { once: true });
}

export function planning(): void {
  document.querySelectorAll<HTMLElement>("[data-print]").forEach((b) => {
    b.hidden = false;
    b.onclick = () => print();
  });
  show();
  form();
  addEventListener("hashchange", show);
}
