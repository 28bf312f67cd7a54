// Keeping things, in this browser. Where it keeps nothing for a page, the
// buttons send their forms and the server's cookie keeps them.
import { forget, hold, stay } from "./offline";
import { clear, read, shared, store, write } from "./store";

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
  const link = document.querySelector<HTMLElement>("a[data-count]");
  if (!link) return;
  link.querySelector(".count-kept")?.remove();
  if (kept.length === 0) return;
  const n = document.createElement("span");
  n.className = "count-kept";
  n.textContent = String(kept.length);
  link.append(n);
}

// fullSays tells that there was no room, beside the button that was pressed.
function fullSays(b: HTMLElement): void {
  let p = document.querySelector<HTMLElement>("#kept-full");
  if (!p) {
    p = document.createElement("p");
    p.id = "kept-full";
    p.className = "fault";
    p.setAttribute("role", "alert");
  }
  p.textContent = document.querySelector<HTMLElement>("[data-full]")?.dataset["full"] ?? "";
  b.parentElement?.append(p);
}

function press(b: HTMLButtonElement): void {
  const bag = read();
  const was = bag.kept.includes(b.value);
  bag.kept = bag.kept.filter((id) => id !== b.value);
  if (!was && b.name !== "drop") bag.kept.push(b.value);
  if (!write(bag)) {
    fullSays(b);
    return;
  }
  if (!was) void stay();
  show();
}

// list shows what this browser keeps, as the server renders it from the ids.
async function list(): Promise<void> {
  const here = document.querySelector("[data-list]");
  const { kept } = read();
  if (!here || (kept.length === 0 && here.querySelector("#keep"))) return;
  try {
    const body = new URLSearchParams(kept.map((id) => ["id", id]));
    const res = await fetch("/list", { method: "POST", body });
    if (!res.ok) return;
    const html = await res.text();
    const next = new DOMParser().parseFromString(html, "text/html").querySelector("[data-list]");
    if (!next) return;
    here.replaceWith(next);
    next.querySelectorAll<HTMLElement>(".scriptless").forEach((e) => (e.hidden = true));
    await hold("/list", html);
    void stay();
  } catch {
    // offline: the list is as it was kept
  }
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
    press(b);
    if (document.querySelector("[data-list]")) void list();
  });
  for (const event of ["htmx:afterSettle", "alongside:shown", "pageshow"]) addEventListener(event, show);
  show();
  void list();
  if (location.pathname === "/plan") void stay();
}
