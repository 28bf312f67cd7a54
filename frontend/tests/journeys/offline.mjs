// A day without a network: what was kept is there, and nothing else is.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { lanes, visit } from "./site.mjs";
import { bag, cached, keep, keepSome, names, nothing, part, ready, search, steps, traces, until, write, writePlan } from "./walk.mjs";

const pages = ["/help-now", "/list", "/plan", "/plan/edit", "/plan/well"];

// away cuts the wire, and tells the browser so.
async function away({ wire, context }) {
  wire.cut();
  await context.setOffline(true);
}

async function home({ wire, context }) {
  wire.mend();
  await context.setOffline(false);
}

// kinds gives the names of cached files without the hashes of their content.
const kinds = (paths) => paths.map((p) => p.replace(/\.[0-9a-f]{10}\./, "."));

describe("without a network", { concurrency: lanes }, () => {
  test("the list, the plan, the own pages and whom to call are there; no search, no match, no listing", async (t) => {
    const v = await visit(t);
    const { page } = v;
    const kept = await keepSome(page, 2);
    await writePlan(page, { s1_what: "Walk to the shore", s1_with: "Ann", note: "One thing at a time" });
    await page.goto("/plan/well");
    await page.locator("#keeps").fill("Walking");
    await page.getByRole("button", { name: "Save on this device" }).click();
    await page.getByText("Saved on this device.").waitFor();
    await page.goto("/match");
    await page.locator("#say").fill("I love singing");
    await page.getByRole("button", { name: "Find what fits" }).first().click();
    await page.locator(".heard").waitFor();
    await page.locator("ol.cards h3 a").first().click();
    await page.waitForURL(/\/listings\//);
    const listing = page.url();
    await page.goto("/plan");
    await ready(page, ...pages);
    await until(page, async () => (await (await caches.open("mine")).keys()).some((r) => r.url.includes("/assets/code.")));
    const held = await cached(page);
    assert.deepEqual(held.filter((p) => !p.startsWith("/assets/")), pages);
    assert.deepEqual(kinds(held).filter((p) => p.startsWith("/assets/")), ["/assets/atkinson-latin-400.woff2", "/assets/atkinson-latin-700.woff2", "/assets/code.js", "/assets/main.js"]);

    await away(v);
    await page.goto("/plan");
    await page.getByText("You are offline. Your plan is here all the same.").waitFor();
    assert.deepEqual(await steps(page), ["Walk to the shore"]);
    assert.equal(await part(page, "with").innerText(), "Ann");
    assert.equal(await page.evaluate(() => document.fonts.check("16px 'Atkinson Hyperlegible Next'")), true);
    await page.getByRole("button", { name: "Show a code for a phone" }).click();
    await page.locator(".code svg").waitFor();
    await page.getByRole("link", { name: /^My list/ }).first().click();
    await page.waitForURL(/\/list$/);
    assert.deepEqual(new Set(await names(page)), new Set(kept.map((k) => k.name)));
    await page.goto("/help-now");
    assert.match(await page.locator("main").innerText(), /116 123/);
    await page.goto("/plan/well");
    assert.equal(await page.locator("#keeps").inputValue(), "Walking");
    await page.goto("/plan/edit");
    assert.equal(await page.locator("[name=s1_what]").inputValue(), "Walk to the shore");
    await write(page, { s2_what: "Ring my sister" });
    await page.getByRole("button", { name: "Save my plan" }).click();
    await page.waitForURL(/\/plan$/);
    assert.deepEqual(await steps(page), ["Walk to the shore", "Ring my sister"]);
    for (const path of [search, "/", "/match", listing, "/display"]) {
      await page.goto(path).catch(() => null);
      assert.ok(!(await page.locator("ol.cards, form.ask, form.about[action='/match']").count()), `${path} is shown`);
      assert.ok([`${v.base}/plan`, "chrome-error://chromewebdata/"].includes(page.url()), `${path} leads to ${page.url()}`);
    }
    await page.goto("/plan");
    assert.deepEqual(await cached(page), held);

    await home(v);
    await page.goto(search);
    await keep(page);
    assert.equal((await bag(page)).kept.length, 3);
  });

  test("the list is there though it was never opened, without what was taken off since", async (t) => {
    const v = await visit(t);
    const { page } = v;
    const [one, two] = await keepSome(page, 2);
    await until(page, async (both) => {
      const held = await (await caches.match("/list"))?.text();
      return held && both.every((id) => held.includes(id));
    }, [one.id, two.id]);
    await ready(page);
    await page.locator("ol.cards h3 a", { hasText: one.name }).first().click();
    await page.waitForURL(/\/listings\//);
    await page.locator(`button[value="${one.id}"]`).first().click();
    await page.locator(`button[value="${one.id}"][aria-pressed=false]`).first().waitFor();
    await away(v);
    await page.goto("/list");
    assert.deepEqual(await names(page), [two.name]);
    // And what is taken off there is gone at once.
    await page.getByRole("button", { name: /^Take it off/ }).click();
    assert.deepEqual(await names(page), []);
    await page.goto("/list").catch(() => null);
    assert.deepEqual(await names(page), []);
    await home(v);
    await page.goto("/list");
    await page.getByText("Nothing is here yet").waitFor();
    assert.deepEqual((await bag(page)).kept, []);
  });

  test("nothing is there for it once the last thing is taken off", async (t) => {
    const { page } = await visit(t);
    const [one] = await keepSome(page, 1);
    await ready(page);
    await page.locator(`button[value="${one.id}"]`).click();
    await until(page, async () => (await caches.keys()).length + (await navigator.serviceWorker.getRegistrations()).length === 0);
    await page.goto("/help-now");
    assert.deepEqual(await traces(page), { ...nothing, local: ["alongside"] });
  });

  test("in the language and the view that were chosen", async (t) => {
    const v = await visit(t, { path: "/?lang=pl" });
    const { page } = v;
    await page.goto(search);
    await page.locator("button.keep").first().click();
    await ready(page);
    await away(v);
    for (const path of ["/plan", "/list", "/help-now"]) {
      await page.goto(path);
      assert.equal(await page.locator("html").getAttribute("lang"), "pl", path);
    }
    await home(v);
    await page.goto("/?lang=ar");
    await page.goto("/plan");
    await until(page, async () => (await (await caches.match("/plan"))?.text())?.includes('<html lang="ar"'));
    await away(v);
    await page.goto("/plan");
    assert.equal(await page.locator("html").getAttribute("dir"), "rtl");
  });

  test("a page that can't be fetched in time of need says so, and the plan is a step away", async (t) => {
    const v = await visit(t);
    const { page } = v;
    await writePlan(page, { s1_what: "Walk to the shore" });
    await ready(page);
    // The network is there, and the site is not.
    v.wire.cut();
    await page.goto(search);
    assert.equal(page.url(), `${v.base}/plan`);
    assert.deepEqual(await steps(page), ["Walk to the shore"]);
  });
});

test("a network that goes away while things are made ready takes nothing of what was there", async (t) => {
  const v = await visit(t);
  const { page, wire } = v;
  await writePlan(page, { s1_what: "Walk to the shore" });
  await ready(page);
  const lost = [];
  wire.lose = (req) => req.headers["cache-control"] === "no-cache" && pages.includes(req.url) && lost.push(req.url) > 0;
  await page.goto("/plan");
  await until(page, () => performance.getEntriesByType("resource").length > 0);
  for (const end = Date.now() + 5000; lost.length < 4 && Date.now() < end; ) await page.evaluate(() => new Promise(requestAnimationFrame));
  assert.deepEqual(lost.sort(), pages.filter((p) => p !== "/list"));
  await away(v);
  for (const path of pages) {
    await page.goto(path);
    assert.ok(await page.locator("h1").isVisible(), path);
  }
  assert.equal(await page.locator("h1").innerText(), "For me alone");
});

describe("a new version of the site", { concurrency: lanes }, () => {
  test("its worker takes over, and what was kept stays", async (t) => {
    const v = await visit(t);
    const { page, wire } = v;
    await writePlan(page, { s1_what: "Walk to the shore" });
    await ready(page);
    await page.reload(); // the worker answers for it
    wire.change = (path, text) => (path === "/sw.js" ? `${text}\n// a newer one` : null);
    await page.evaluate(async () => {
      const r = await navigator.serviceWorker.ready;
      if (!navigator.serviceWorker.controller) throw new Error("the worker does not answer for the page");
      const taken = new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done, { once: true }));
      await r.update();
      await taken;
    });
    await until(page, async () => {
      const r = await navigator.serviceWorker.ready;
      return r.active.state === "activated" && !r.waiting && !r.installing;
    });
    await away(v);
    await page.goto("/plan");
    assert.deepEqual(await steps(page), ["Walk to the shore"]);
  });

  test("its files take the place of the old ones", async (t) => {
    const v = await visit(t);
    const { page, wire } = v;
    await writePlan(page, { s1_what: "Walk to the shore" });
    await ready(page);
    const old = (await cached(page)).find((p) => p.startsWith("/assets/main."));
    const now = "/assets/main.0123456789.js";
    wire.change = (path, text) => (/html/.test(text.slice(0, 30)) ? text.replaceAll(old, now) : null);
    wire.path = (path) => path.replace(now, old);
    await page.goto("/plan");
    await until(page, async ([old, now]) => (await caches.match(now)) && !(await caches.match(old)), [old, now]);
    await until(page, async (now) => (await Promise.all(["/plan", "/plan/edit", "/plan/well", "/help-now", "/list"].map(async (p) => (await (await caches.match(p)).text()).includes(now)))).every(Boolean), now);
    await away(v);
    for (const path of ["/plan", "/list", "/plan/edit"]) {
      await page.goto(path);
      assert.equal(await page.locator("script[src]").getAttribute("src"), now);
    }
    assert.equal(await page.locator("[name=s1_what]").inputValue(), "Walk to the shore");
  });
});
