// Every page in four states, and what else can be asked of one page at a time.
// The ways from page to page are in journeys.test.mjs.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { base, launch } from "./browser.mjs";
import * as checks from "./checks.mjs";
import { about, pages, tell, unfold, usual, Visitor } from "./pages.mjs";
import { chooser, pairs, pairsOf, say } from "./states.mjs";

const lanes = 2;

let browser;
const free = []; // visitors who look at nothing just now
before(async () => {
  browser = await launch();
  for (let i = 0; i < lanes; i++) free.push({ visitor: new Visitor(browser), twins: new checks.Twins(browser) });
});
after(async () => {
  await browser?.close();
});

// visiting has a page looked at in one of its states, all that is folded opened.
async function visiting(it, state, look, media) {
  const { visitor, twins } = free.pop();
  try {
    const tab = await visitor.open(it, state, media);
    await unfold(tab.page);
    await look(tab, twins);
    tab.close();
  } finally {
    free.push({ visitor, twins });
  }
}

const choose = chooser();
const looked = pages.map((it) => ({ it, states: choose(it) }));

test("over all pages, every two choices meet", () => {
  const met = new Set(looked.flatMap(({ states }) => states.flatMap(pairsOf)));
  assert.deepEqual([...pairs].filter((p) => !met.has(p)), []);
});

describe("every page", { concurrency: lanes }, () => {
  for (const { it, states } of looked) {
    for (const state of states) {
      test(`${it.name}: ${say(state)}`, () => visiting(it, state, async (tab, twins) => assert.deepEqual(await checks.all(tab, twins), [])));
    }
  }
});

describe("who wants less motion gets none, and chosen colours leave shapes", { concurrency: lanes }, () => {
  for (const name of ["home", "results-kept", "match-answered", "listing", "plan-home"]) {
    const it = pages.find((p) => p.name === name);
    test(name, () =>
      visiting(it, { ...usual, width: 320 }, async (tab) => {
        const found = [checks.still, checks.shapes, checks.room, checks.keyboard].map((look) => look(tab));
        for (const lines of found) assert.deepEqual(await lines, []);
        assert.deepEqual(tab.troubles, []);
      }, { reducedMotion: "reduce", forcedColors: "active" }));
  }
});

async function open(options, path) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  await page.goto(base + path);
  return page;
}

for (const width of [360, 768, 1024]) {
  test(`the words of tiles and choices have room in our own letters, ${width} px`, async () => {
    const page = await open({ viewport: { width, height: 800 } }, "/");
    await page.evaluate(() => document.fonts.ready);
    await page.reload(); // the letters are there from the start
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
  test(`telling of oneself, and taking something out, JavaScript ${javaScriptEnabled ? "on" : "off"}`, async () => {
    const page = await open({ javaScriptEnabled, viewport: { width: 375, height: 800 } }, "/match");
    await page.getByLabel("A good listener").check();
    await page.getByText("When are you free?").first().click();
    await page.getByLabel("Tuesday mornings").check();
    await page.locator("#say").fill("I love singing and I hate golf. I'm in Leith.");
    await page.locator("#say").press("Tab");
    await page.keyboard.type("EH6");
    await page.keyboard.press("Enter"); // in a field: the form is sent, and nothing is taken out
    await page.locator(".heard").waitFor();
    assert.equal(page.url(), `${base}/match`);
    for (const chip of ["singing", "a good listener", "Near EH6", "Tuesday mornings", "golf"]) {
      assert.equal(await page.getByRole("button", { name: `Take out: ${chip}` }).count(), 1, chip);
    }
    assert.match(await page.locator(".reasons").first().innerText(), /You said/);
    assert.ok(await page.locator(".tags").first().isVisible());
    await page.getByRole("button", { name: "Take out: Tuesday mornings" }).click();
    await page.waitForFunction(() => !document.querySelector("[name=free]:checked"));
    assert.equal(await page.getByLabel("A good listener").isChecked(), true);
    await page.getByRole("button", { name: "Take out: singing" }).click();
    await page.getByRole("button", { name: "Put back: Singing" }).click();
    await page.getByRole("button", { name: "Take out: singing" }).waitFor();
    await page.context().close();
  });
}

test("who comes back from a listing finds what was told, and its answer", async () => {
  const keeping = await launch({ ignoreDefaultArgs: ["--disable-back-forward-cache"] });
  try {
    const page = await (await keeping.newContext()).newPage();
    await page.goto(`${base}/match`);
    await tell(page, about, "EH6");
    assert.equal(await page.evaluate(() => document.activeElement.id), "main");
    await page.locator("ol.cards h3 a").first().click();
    await page.waitForURL(/\/listings\//);
    await page.evaluate(() => history.back());
    await page.waitForURL(/\/match$/, { waitUntil: "commit" }); // from memory: nothing is loaded
    assert.ok((await page.locator(".heard .chips li").count()) > 3);
    assert.equal(await page.locator("#say").inputValue(), about);
  } finally {
    await keeping.close();
  }
});

test("who can name nothing is asked something else", async () => {
  const page = await open({ javaScriptEnabled: false }, "/match");
  await tell(page, "dunno", "EH4");
  assert.equal(await page.locator(".sideways li").count(), 4);
  assert.ok((await page.locator("ol.cards > li").count()) > 2);
  await page.getByLabel("Say a little about any of them").fill("I was always singing");
  await page.getByRole("button", { name: "Look again" }).click();
  await page.getByRole("button", { name: /^Take out: singing/ }).waitFor();
  assert.equal(await page.locator(".sideways").count(), 0);
  await page.context().close();
});

for (const javaScriptEnabled of [true, false]) {
  test(`whom to call comes first, and the rest when one is ready, JavaScript ${javaScriptEnabled ? "on" : "off"}`, async () => {
    const page = await open({ javaScriptEnabled, viewport: { width: 375, height: 800 } }, "/match");
    await tell(page, "I want to die. I used to love singing.", "EH6");
    assert.equal(await page.locator("h1").innerText(), "There is someone to call");
    assert.ok(await page.getByRole("link", { name: "Call 116 123" }).isVisible());
    assert.equal(await page.locator("ol.cards").isVisible(), false);
    await page.getByText("When you’re ready").click();
    assert.ok(await page.locator("ol.cards").isVisible());
    await page.context().close();
  });
}

test("suggestions open while one types, close with Escape, and are chosen with the arrows", async () => {
  const page = await open({}, "/");
  await page.locator("#q").focus();
  await page.keyboard.type("knit");
  await page.locator("#q-suggestions [role=option]").first().waitFor();
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
  assert.match(await page.locator("h1").innerText(), /near Muirhouse/i);
  await page.context().close();
});

test("an unknown place comes back with the field in focus and what was meant", async () => {
  const page = await open({}, "/search?q=singing&near=Muirhuose");
  assert.match(await page.locator(".summary").innerText(), /Did you mean Muirhouse, Edinburgh\?/);
  assert.equal(await page.evaluate(() => document.activeElement.id), "near");
  assert.equal(await page.locator("#q").inputValue(), "singing");
  await page.context().close();
});

test("what is told is completed by nobody, stands in no address, and leaves no cookie", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${base}/match`);
  const asked = [];
  page.on("request", (r) => asked.push(r.url()));
  await page.locator("#near").pressSequentially("Leith");
  await tell(page, about, "Leith");
  assert.deepEqual(asked.filter((url) => /leith|sing|\?/i.test(url)), []);
  assert.deepEqual(await context.cookies(), []);
  await context.close();
});
