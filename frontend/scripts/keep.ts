// Keeping things, in this browser. Where it keeps nothing for a page, the
// buttons send their forms and the server's cookie keeps them.
import { forget, rendered, stay } from "./offline";
import { clear, empty, mostKept, read, shared, store, write } from "./store";

const buttons = "button.keep[form=keep]";

// show marks what is kept, and says how many there are.
export function show(): void {
  if (!store) return;
  const { kept } = read();
  document.querySelectorAll<HTMLButtonElement>(`${buttons}[aria-pressed]`).forEach((b) => {
    const is = kept.includes(b.value);
    b.setAttribute("aria-pressed", String(is));
    const word = b.querySelector("span");
    if (word) word.textContent = (is ? b.dataset["kept"] : b.dataset["keep"]) ?? "";
  });
  // A list that was rendered before may have more on it.
  document.querySelectorAll<HTMLButtonElement>(`[data-list] ${buttons}`).forEach((b) => {
    if (!kept.includes(b.value)) b.closest(".card, .notice")?.remove();
  });
  const link = document.querySelector<HTMLElement>("a[data-count]");
  if (!link) return;
  link.querySelector(".count-kept")?.remove();
  if (kept.length === 0) return;
  const n = document.createElement("span");
  n.className = "count-kept";
  n.textContent = String(kept.length);
  link.append(n);
}

// refuse tells that there was no room, beside the button that was pressed: in
// the browser, or on the list.
function refuse(b: HTMLElement, why: "full" | "many"): void {
  let p = document.querySelector<HTMLElement>("#kept-full");
  if (!p) {
    p = document.createElement("p");
    p.id = "kept-full";
    p.className = "fault";
    p.setAttribute("role", "alert");
  }
  b.parentElement?.append(p);
  p.textContent = document.querySelector<HTMLElement>(`[data-${why}]`)?.dataset[why] ?? "";
}

function press(b: HTMLButtonElement): void {
  const bag = read();
  const was = bag.kept.includes(b.value);
  const more = !was && b.hasAttribute("aria-pressed");
  if (more && bag.kept.length >= mostKept) {
    refuse(b, "many");
    return;
  }
  bag.kept = bag.kept.filter((id) => id !== b.value);
  if (more) bag.kept.push(b.value);
  if (!write(bag)) {
    refuse(b, "full");
    return;
  }
  document.querySelector("#kept-full")?.remove();
  const next = b.closest("li")?.nextElementSibling?.querySelector<HTMLButtonElement>(buttons);
  show();
  if (!b.isConnected) focusOn(next);
  ready();
}

// focusOn gives the focus to a button that took the place of one that is gone;
// to the page where there is none.
function focusOn(b: HTMLElement | null | undefined): void {
  (b ?? document.querySelector<HTMLElement>("main"))?.focus();
}

// ready sees to a day without a network, which needs nothing when nothing is
// kept.
function ready(): void {
  if (document.querySelector("[data-list]")) void list();
  else void (empty(read()) ? forget() : stay());
}

// list shows what this browser keeps, as the server renders it from the ids.
async function list(): Promise<void> {
  const here = document.querySelector("[data-list]");
  const answer = await rendered();
  const html = await answer?.clone().text();
  const next = html && new DOMParser().parseFromString(html, "text/html").querySelector("[data-list]");
  if (!here?.isConnected || !next) return; // offline: the list is as it was kept
  const same = (e: Element): HTMLInputElement | null => next.querySelector(`${e.tagName}[value="${CSS.escape((e as HTMLInputElement).value)}"]`);
  here.querySelectorAll("input:checked").forEach((e) => same(e)?.click());
  const focused = here.contains(document.activeElement) && document.activeElement;
  here.replaceWith(next);
  if (focused) focusOn(same(focused));
  next.querySelectorAll<HTMLElement>(".scriptless").forEach((e) => (e.hidden = true));
  void (empty(read()) ? forget() : stay(answer));
}

// adopt takes over what the server's cookie keeps: it was pressed before this
// script was there. A page that comes from memory may be older than what was
// done since.
async function adopt(): Promise<void> {
  const [came] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  if (document.documentElement.hasAttribute("data-held") || came?.type === "back_forward") return;
  const theirs = [...document.querySelectorAll<HTMLButtonElement>(`${buttons}[name=drop]`)].map((b) => b.value);
  const bag = read();
  bag.kept.push(...theirs.filter((id) => !bag.kept.includes(id)));
  if (theirs.length === 0 || bag.kept.length > mostKept || !write(bag)) return;
  for (const drop of theirs) await fetch("/keep", { method: "POST", body: new URLSearchParams({ drop }), redirect: "manual" });
  void stay();
}

export function keeping(): void {
  document.addEventListener("submit", (e) => {
    const form = e.target as HTMLElement;
    if (!form.hasAttribute("data-clear")) return;
    clear();
    void forget(); // and the server's cookie goes with the form
  });
  if (document.querySelector("[data-cleared]") || shared) void forget();
  if (document.querySelector("[data-cleared]")) clear();
  if (!store) return;
  document.addEventListener("click", (e) => {
    const b = (e.target as Element).closest<HTMLButtonElement>(buttons);
    if (!b) return;
    e.preventDefault();
    if (e.detail < 2) press(b); // a double click is one
  });
  for (const event of ["htmx:afterSwap", "alongside:shown", "pageshow"]) addEventListener(event, show);
  addEventListener("storage", () => {
    show();
    if (document.querySelector("[data-list]")) void list();
  });
  void adopt().catch(() => undefined);
  show();
  if (document.querySelector("[data-list] #keep") || (document.querySelector("[data-list]") && read().kept.length)) void list();
  if (location.pathname === "/plan") void stay();
}
