// What is there without a network: the list, the plan, the own pages and whom to
// call, and nothing else. None of it on a shared device.
import { pages } from "./offlinepages";
import { empty, read, shared } from "./store";

const cacheName = "mine";

function usable(): boolean {
  return !shared && "caches" in window && "serviceWorker" in navigator;
}

// rendered gives the page of the list, as the server renders it from the ids of
// what is kept; null without a network.
export async function rendered(): Promise<Response | null> {
  try {
    const body = new URLSearchParams(read().kept.map((id) => ["id", id]));
    const res = await fetch("/list", { method: "POST", body });
    return res.ok ? res : null;
  } catch {
    return null;
  }
}

let latest = 0;

// stay makes what is kept ready for a day without a network. It is called
// when what is kept changes, and never before something is; list is the page of
// the list when it is there already.
export async function stay(list?: Response | null): Promise<void> {
  if (!usable() || empty(read())) return;
  const mine = ++latest;
  try {
    await navigator.serviceWorker.register("/sw.js");
    const cache = await caches.open(cacheName);
    const assets = [...document.querySelectorAll<HTMLScriptElement>("script[src]")].map((s) => s.src);
    const code = document.querySelector<HTMLElement>("[data-carry]")?.dataset["script"];
    if (code) assets.push(new URL(code, location.href).href);
    for (const e of performance.getEntriesByType("resource")) if (e.name.startsWith(`${location.origin}/assets/`) && e.name.endsWith(".woff2")) assets.push(e.name);
    await Promise.all(assets.map(async (url) => (await cache.match(url)) ?? cache.add(url)));
    list ??= await rendered();
    if (mine !== latest) return; // something was kept meanwhile
    if (list) await hold(cache, list);
    await Promise.all(pages.filter((p) => p !== "/list").map((p) => cache.add(new Request(p, { cache: "reload" }))));
    for (const old of await cache.keys()) if (assets.some((url) => url !== old.url && plain(url) === plain(old.url))) await cache.delete(old);
  } catch {
    // The network went away meanwhile: what was there is still there.
  }
}

// plain gives the name of a built file without the hash of its content.
function plain(url: string): string {
  return url.replace(/\.[0-9a-f]{10}\./, ".");
}

// hold keeps the list as it was rendered just now, marked as no answer to what
// the browser's cookie keeps.
async function hold(cache: Cache, list: Response): Promise<void> {
  const html = (await list.text()).replace("<html ", "<html data-held ");
  const headers = ["Content-Type", "Content-Security-Policy"].map((name): [string, string] => [name, list.headers.get(name) ?? ""]);
  await cache.put("/list", new Response(html, { headers }));
}

export async function forget(): Promise<void> {
  latest++;
  try {
    await caches.delete(cacheName);
    for (const r of await navigator.serviceWorker.getRegistrations()) await r.unregister();
  } catch {
    // there is none
  }
}
