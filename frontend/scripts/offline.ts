// What is there without a network: the list, the plan, the own pages and whom to
// call, and nothing else. None of it on a shared device.
import { pages } from "./offlinepages";
import { empty, read, shared } from "./store";

const cacheName = "mine";


// hold keeps a page as it was rendered just now.
export async function hold(path: string, html: string): Promise<void> {
  if (!usable()) return;
  const cache = await caches.open(cacheName);
  await cache.put(path, new Response(html, { headers: { "Content-Type": "text/html; charset=utf-8" } }));
}

function usable(): boolean {
  return !shared && "caches" in window && "serviceWorker" in navigator;
}

// stay makes what is kept ready for a day without a network. It is called
// when something is kept, never before.
export async function stay(): Promise<void> {
  if (!usable() || empty(read())) return;
  try {
    await navigator.serviceWorker.register("/sw.js");
    const cache = await caches.open(cacheName);
    const assets = [...document.querySelectorAll<HTMLScriptElement>("script[src]")].map((s) => s.src);
    const code = document.querySelector<HTMLElement>("[data-script]")?.dataset["script"];
    if (code) assets.push(code);
    for (const e of performance.getEntriesByType("resource")) if (e.name.startsWith(`${location.origin}/assets/`) && e.name.endsWith(".woff2")) assets.push(e.name);
    await Promise.all(assets.map(async (url) => (await cache.match(url)) ?? cache.add(url)));
    await Promise.all(pages.filter((p) => p !== "/list").map((p) => cache.add(new Request(p, { cache: "reload" }))));
  } catch {
    // The network went away meanwhile: what was there is still there.
  }
}

export async function forget(): Promise<void> {
  try {
    await caches.delete(cacheName);
    for (const r of await navigator.serviceWorker.getRegistrations()) await r.unregister();
  } catch {
    // there is none
  }
}
