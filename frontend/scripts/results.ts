// Results in place: filters and sorting change the list without a new page, and
// a map beside it shows the same.
import htmx from "htmx.org";

declare global {
  interface Window {
    alongsideMap?: (holder: HTMLElement) => void;
  }
}

// Nothing of a page is kept for going back: the server gives it again.
Object.assign(htmx.config, {
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
  includeIndicatorStyles: false,
  allowEval: false,
  allowScriptTags: false,
  scrollIntoViewOnBoost: false,
});

function load(tag: "script" | "link", url: string): Promise<unknown> {
  const e = document.createElement(tag);
  if (e instanceof HTMLScriptElement) e.src = url;
  else Object.assign(e, { rel: "stylesheet", href: url });
  return new Promise((done, failed) => {
    e.onload = done;
    e.onerror = failed;
    document.head.append(e);
  });
}

// narrowing keeps one's place while the list changes: what comes knows neither
// which folds were open nor what had the focus. What can't be fetched in place is
// asked for as a page, and the browser says what is wrong.
function narrowing(): void {
  document.querySelector("main")?.setAttribute("hx-sync", "this:replace"); // what is asked last holds
  const folds = (): [string, HTMLDetailsElement][] =>
    [...document.querySelectorAll<HTMLDetailsElement>("#filters details")].map((d) => [d.querySelector("input")?.name ?? "", d]);
  let open = new Map<string, boolean>();
  let focused: Element | null = null;
  document.addEventListener("htmx:beforeSwap", () => {
    open = new Map(folds().map(([name, d]) => [name, d.open]));
    focused = document.activeElement;
  });
  document.addEventListener("htmx:afterSwap", () => {
    for (const [name, d] of folds()) d.open = open.get(name) ?? d.open;
    if (!focused || focused.isConnected) return;
    const links = [...document.querySelectorAll<HTMLElement>("#results .chosen a, #results .sort a")];
    const at = focused.id ? document.getElementById(focused.id) : links.find((a) => a.textContent === focused?.textContent);
    (at ?? links[0] ?? document.querySelector("main"))?.focus({ preventScroll: true });
  });
  for (const event of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.addEventListener(event, (e) => {
      const { elt } = (e as CustomEvent<{ elt: Element }>).detail;
      if (elt instanceof HTMLFormElement) elt.submit();
      else if (elt instanceof HTMLAnchorElement) location.assign(elt.href);
    });
  }
}

export function results(): void {
  narrowing();
  const box = document.querySelector<HTMLElement>("[data-map-box]");
  const button = box?.querySelector<HTMLButtonElement>("[data-map-open]");
  const holder = box?.querySelector<HTMLElement>("[data-map]");
  if (!box || !button || !holder || !holder.dataset["script"]) return;
  box.hidden = false;
  const opens = button.textContent;
  const follow = (): void => {
    const points = document.querySelector<HTMLElement>("#results")?.dataset["points"];
    if (points) holder.dataset["points"] = points;
    if (!holder.hidden) window.alongsideMap?.(holder);
  };
  button.addEventListener("click", async () => {
    const open = holder.hidden;
    holder.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    button.textContent = (open ? button.dataset["close"] : opens) ?? "";
    if (open && !window.alongsideMap) await Promise.all([load("link", holder.dataset["sheet"]!), load("script", holder.dataset["script"]!)]);
    if (open) follow();
  });
  document.addEventListener("htmx:afterSettle", follow);
}
