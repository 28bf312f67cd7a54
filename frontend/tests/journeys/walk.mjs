// The steps that journeys are made of.
import assert from "node:assert/strict";
import { patience } from "./server.mjs";

export const search = "/search?q=singing&near=Leith";
export const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/;

// The name of a thing stands after the button's word, for those who hear it.
export const keepButton = (within) => within.getByRole("button", { name: /^Keep this ?: / });
export const keptButton = (within) => within.getByRole("button", { name: /Kept ?: / });
const after = (word, name) => new RegExp(`^${word} ?: ${name.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}$`);
export const takeOffButton = (page, name) => page.getByRole("button", { name: after("Take it off", name) });
export const pick = (page, name) => page.getByLabel(after("Put it in my plan", name));

// keep keeps the n-th of the things on a page that are not kept yet, and gives
// what it is called.
export async function keep(page, n = 0) {
  const button = keepButton(page).nth(n);
  const id = await button.getAttribute("value");
  const name = await button.locator(".hidden").evaluate((e) => e.textContent.slice(2));
  await button.click();
  await keptButton(page).and(page.locator(`[value="${id}"]`)).waitFor();
  return { id, name };
}

// keepSome keeps the first n things of a search.
export async function keepSome(page, n) {
  await page.goto(search);
  const kept = [];
  for (let i = 0; i < n; i++) kept.push(await keep(page));
  return kept;
}

// until waits until something holds in a page. It asks from outside: a page
// without JavaScript has no clock of its own.
export async function until(page, holds, arg, what = holds.toString()) {
  const pause = (ms) => new Promise((done) => setTimeout(done, ms).unref());
  for (const end = Date.now() + patience; Date.now() < end; ) {
    // A page that goes away meanwhile may never answer.
    if (await Promise.race([page.evaluate(holds, arg).catch(() => false), pause(patience)])) return;
    await pause(15);
  }
  throw new Error(`this does not come about: ${what}`);
}

// listed gives the names of what is on the list, as it is shown.
export async function listed(page) {
  await page.goto("/list");
  await until(page, () => {
    const held = [() => localStorage, () => sessionStorage].map((s) => {
      try {
        return JSON.parse(s().getItem("alongside"))?.kept?.length ?? 0;
      } catch {
        return 0; // the store is shut
      }
    });
    const kept = Math.max(...held);
    return kept === 0 || document.querySelectorAll("[data-list] button.keep").length === kept;
  });
  return names(page);
}

export const names = (page) => page.locator("[data-list] .card h2").allInnerTexts();

// bag gives what the browser keeps for itself.
export const bag = (page) => page.evaluate(() => JSON.parse(localStorage.getItem("alongside")));

// ids gives a number of ids that look like those of listings.
export const ids = (n) => Array.from({ length: n }, (_, i) => `00000000-0000-5000-8000-${String(i).padStart(12, "0")}`);

// field fills in a part of a plan's step.
export async function write(page, fields) {
  for (const [name, value] of Object.entries(fields)) {
    const field = page.locator(`[name="${name}"]`);
    const fold = page.locator("details", { has: field });
    if ((await fold.count()) && !(await fold.evaluate((d) => d.open))) await fold.locator("summary").click();
    if (value === true) await field.check();
    else await field.fill(value);
  }
}

// writePlan makes a plan of what is written, and gives its page.
export async function writePlan(page, fields) {
  await page.goto("/plan/edit");
  await write(page, fields);
  await page.getByRole("button", { name: "Save my plan" }).click();
  await page.waitForURL(/\/plan$/);
}

// part gives a part of the plan that is shown.
export const part = (page, name, step = 0) =>
  name === "what" || ["when", "where", "ask", "with", "way", "helps"].includes(name)
    ? page.locator("[data-plan] .step").nth(step).locator(`[data-slot="${name}"]`)
    : page.locator(`[data-plan] [data-slot="${name}"]`);

export const steps = (page) => page.locator("[data-plan] .step h2").allInnerTexts();

// ready waits until the worker has what it needs for a day without a network.
export const ready = (page, ...paths) =>
  until(page, async (paths) => {
    const r = await navigator.serviceWorker.getRegistration();
    const has = await Promise.all(paths.map((p) => caches.match(p)));
    return r?.active?.state === "activated" && has.every(Boolean);
  }, paths.length ? paths : ["/plan", "/plan/edit", "/plan/well", "/help-now", "/list"]);

// cached gives the paths of all that any cache holds.
export const cached = (page) =>
  page.evaluate(async () => {
    const out = [];
    for (const name of await caches.keys()) for (const r of await (await caches.open(name)).keys()) out.push(new URL(r.url).pathname);
    return out.sort();
  });

// traces gives all that a site leaves in a browser. htmx notes the address that is
// open, which the window has anyway.
export async function traces(page) {
  return {
    cookies: (await page.context().cookies()).map((c) => c.name),
    ...(await page.evaluate(async () => ({
      local: Object.keys(localStorage),
      session: Object.keys(sessionStorage).filter((k) => k !== "htmx-current-path-for-history" || sessionStorage[k] !== location.pathname + location.search),
      caches: await caches.keys(),
      workers: (await navigator.serviceWorker.getRegistrations()).length,
    }))),
  };
}

export const nothing = { cookies: [], local: [], session: [], caches: [], workers: 0 };

// pagesOf counts the pages of a PDF.
export const pagesOf = (pdf) => pdf.toString("latin1").match(/\/Type\s*\/Page\b/g).length;

// said asserts that none of some words went over a wire in any form.
export function unsaid(wire, words) {
  for (const s of wire.sent) {
    const all = [s.url, s.headers, s.body].flatMap((x) => {
      try {
        return [x, decodeURIComponent(x.replaceAll("+", " "))];
      } catch {
        return [x];
      }
    });
    for (const w of words) assert.ok(!all.some((x) => x.toLowerCase().includes(w.toLowerCase())), `“${w}” was sent: ${s.method} ${s.path}`);
  }
}
