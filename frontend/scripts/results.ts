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

export function results(): void {
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
    if (open && !window.alongsideMap) await Promise.all([load("link", holder.dataset["style"]!), load("script", holder.dataset["script"]!)]);
    if (open) follow();
  });
  document.addEventListener("htmx:afterSettle", follow);
}
