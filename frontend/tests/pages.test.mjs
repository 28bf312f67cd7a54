import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { axe, base, launch, sideways } from "./browser.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(async () => {
  await browser?.close();
});

async function open(options, path) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  await page.goto(base + path);
  return page;
}

// firstListing gives the path of a listing that a search finds.
async function firstListing() {
  const page = await open({}, "/search?q=singing&near=Leith");
  const href = await page.locator("ol.cards h3 a").first().getAttribute("href");
  await page.context().close();
  return href;
}

describe("every page, in light and dark, narrow and wide", () => {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [320, 1280]) {
      test(`${colorScheme}, ${width} px`, async () => {
        const listing = await firstListing();
        for (const path of ["/", "/search?q=singing&near=Leith&within=5mi&joining=turn-up", "/search?near=Muirhuose", listing, "/help-now", "/nowhere"]) {
          const page = await open({ colorScheme, viewport: { width, height: 800 } }, path);
          assert.deepEqual(await axe(page), [], path);
          assert.equal(await sideways(page), 0, `${path} scrolls sideways`);
          assert.equal(await page.locator("h1").count(), 1, path);
          await page.context().close();
        }
      });
    }
  }
});

for (const width of [360, 768, 1024]) {
  test(`the words of tiles and choices have room, ${width} px`, async () => {
    const page = await open({ viewport: { width, height: 800 } }, "/");
    const tight = await page.evaluate(() =>
      [...document.querySelectorAll(".kinds a, #within")]
        .filter((e) => {
          const has = e.getBoundingClientRect().width;
          e.style.inlineSize = "max-content";
          return e.getBoundingClientRect().width > has + 0.5;
        })
        .map((e) => e.textContent.trim()),
    );
    assert.deepEqual(tight, []);
    await page.context().close();
  });
}

for (const javaScriptEnabled of [true, false]) {
  test(`from home to a listing, JavaScript ${javaScriptEnabled ? "on" : "off"}`, async () => {
    const page = await open({ javaScriptEnabled, viewport: { width: 375, height: 800 } }, "/");
    await page.locator("#q").fill("knitting");
    await page.locator("#near").fill("Leith");
    await page.getByRole("button", { name: "Find things" }).click();
    await page.waitForURL(/\/search\?/);
    assert.match(await page.locator("h1").innerText(), /knitting, near Leith, Edinburgh/);
    const first = page.locator("ol.cards h3 a").first();
    const name = await first.innerText();
    await first.click();
    await page.waitForURL(/\/listings\//);
    assert.equal(await page.locator("h1").innerText(), name);
    await page.goBack();
    assert.equal(await page.locator("#q").inputValue(), "knitting");
    await page.context().close();
  });
}

test("filters narrow, and are let go one by one", async () => {
  const page = await open({ viewport: { width: 1280, height: 900 } }, "/search?near=Leith");
  const count = async () => Number((await page.locator("[role=status]").innerText()).match(/\d+/)[0]);
  const all = await count();
  await page.getByLabel(/^Course \(/).check();
  await page.getByRole("button", { name: "Show these" }).click();
  await page.waitForURL(/kind=course/);
  const some = await count();
  assert.ok(some > 0 && some < all, `${some} of ${all}`);
  await page.getByRole("link", { name: "Remove: Course" }).click();
  await page.waitForURL((u) => !u.search.includes("kind="));
  assert.equal(await count(), all);
  await page.context().close();
});

test("with the keyboard alone: skip link, form, suggestion, results", async () => {
  const page = await open({}, "/");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.id), "q");
  await page.keyboard.type("knit");
  await page.locator("#q-suggestions [role=option]").first().waitFor();
  assert.deepEqual(await axe(page), []);
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("#q-suggestions").isVisible(), false);
  await page.keyboard.press("Tab");
  await page.keyboard.type("Muir");
  await page.locator("#near-suggestions [role=option]").first().waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  assert.equal(await page.locator("#near").inputValue(), "Muirhouse, Edinburgh");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/search\?/);
  assert.match(await page.locator("h1").innerText(), /Near Muirhouse/);
  await page.context().close();
});

test("an unknown place comes back with the field in focus and what was meant", async () => {
  const page = await open({}, "/search?q=singing&near=Muirhuose");
  assert.match(await page.locator(".summary").innerText(), /Did you mean Muirhouse, Edinburgh\?/);
  assert.equal(await page.evaluate(() => document.activeElement.id), "near");
  assert.equal(await page.locator("#q").inputValue(), "singing");
  await page.context().close();
});

test("nothing is asked of anyone else, and no cookie is set", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const foreign = [];
  const failed = [];
  page.on("request", (r) => r.url().startsWith(base) || foreign.push(r.url()));
  page.on("console", (m) => m.type() === "error" && failed.push(m.text()));
  for (const path of ["/", "/search?q=singing&near=Leith", await firstListing()]) await page.goto(base + path);
  assert.deepEqual(foreign, []);
  assert.deepEqual(failed, []);
  assert.deepEqual(await context.cookies(), []);
  await context.close();
});
