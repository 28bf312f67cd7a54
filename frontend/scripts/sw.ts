// The service worker: what the person kept, without a network. It answers for a
// handful of pages and for the files they need, and keeps nothing by itself.
import { pages } from "./offlinepages";

// What of the worker's own world is used here; TypeScript's library for it
// cannot stand beside that of pages.
interface Lasting extends Event {
  waitUntil(p: Promise<unknown>): void;
}
interface Fetching extends Lasting {
  request: Request;
  respondWith(r: Promise<Response>): void;
}
interface ServiceWorkerScope {
  location: Location;
  clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: "install" | "activate", f: (e: Lasting) => void): void;
  addEventListener(type: "fetch", f: (e: Fetching) => void): void;
}
const sw = self as unknown as ServiceWorkerScope;
const cacheName = "mine";

sw.addEventListener("install", () => void sw.skipWaiting());
sw.addEventListener("activate", (e) => e.waitUntil(sw.clients.claim()));

// kept gives what was kept under an address. Asking makes no store where there
// is none: all may have been cleared.
function kept(path: string): Promise<Response | undefined> {
  return caches.match(path, { cacheName });
}

async function page(request: Request, path: string): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    if (pages.includes(path)) return (await kept(path)) ?? Response.error();
    return (await kept("/plan")) ? Response.redirect("/plan") : Response.error();
  }
}

async function file(request: Request): Promise<Response> {
  return (await kept(request.url)) ?? fetch(request);
}

sw.addEventListener("fetch", (e) => {
  const url = new URL(e.request.url);
  if (e.request.method !== "GET" || url.origin !== sw.location.origin) return;
  if (e.request.mode === "navigate") e.respondWith(page(e.request, url.pathname));
  else if (url.pathname.startsWith("/assets/")) e.respondWith(file(e.request));
});
