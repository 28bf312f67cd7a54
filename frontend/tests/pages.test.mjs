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

// about is something that someone says, with a piece of every sort in it.
const about = "I love singing and I used to be a joiner. I can do Tuesday mornings or evenings, and I hate bingo. My brother likes golf. Quidditch.";

// tell fills in the form of the match and sends it.
async function tell(page, say, near) {
  await page.locator("#say").fill(say);
  await page.locator("#near").fill(near);
  await page.evaluate(() => document.querySelector("main").classList.add("before"));
  await page.getByRole("button", { name: "Find what fits" }).first().click();
  await page.locator("main:not(.before)").waitFor();
}

describe("every page, in light and dark, narrow and wide", () => {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [320, 1280]) {
      test(`${colorScheme}, ${width} px`, async () => {
        const listing = await firstListing();
        const sound = async (page, what) => {
          assert.deepEqual(await axe(page), [], what);
          assert.equal(await sideways(page), 0, `${what} scrolls sideways`);
          assert.equal(await page.locator("h1").count(), 1, what);
          await page.context().close();
        };
        for (const path of ["/", "/search?q=singing&near=Leith&within=5mi&joining=turn-up", "/search?near=Muirhuose", listing, "/help-now", "/nowhere", "/match"]) {
          await sound(await open({ colorScheme, viewport: { width, height: 800 } }, path), path);
        }
        for (const [say, near] of [[about, "EH6"], ["I'm good at nothing", "EH4"], ["falconry", "Lerwick"], ["I want to die", "Muirhuose"]]) {
          const page = await open({ colorScheme, viewport: { width, height: 800 } }, "/match");
          for (const fold of await page.locator("summary").all()) await fold.click();
          await tell(page, say, near);
          await sound(page, `the answer to “${say}” near ${near}`);
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

for (const javaScriptEnabled of [true, false]) {
  test(`telling of oneself, and taking something out, JavaScript ${javaScriptEnabled ? "on" : "off"}`, async () => {
    const page = await open({ javaScriptEnabled, viewport: { width: 375, height: 800 } }, "/");
    await page.getByRole("link", { name: "Tell us about you" }).click();
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
    const first = page.locator("ol.cards h3 a").first();
    const name = await first.innerText();
    await first.click();
    await page.waitForURL(/\/listings\//);
    assert.equal(await page.locator("h1").innerText(), name);
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

test("when an answer can't be fetched in place, the form is sent as it is", async () => {
  const page = await open({}, "/match");
  let first = true;
  await page.route("**/match", (route) => (first ? ((first = false), route.abort()) : route.continue()));
  await tell(page, about, "EH6");
  await page.getByRole("button", { name: /^Take out: singing/ }).waitFor();
  assert.equal(first, false);
  await page.context().close();
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

test("what can be tapped on the page of the match is as large as a finger", async () => {
  const page = await open({ viewport: { width: 320, height: 800 } }, "/match");
  const small = () =>
    page.evaluate(() => {
      for (const fold of document.querySelectorAll("details")) fold.open = true;
      return [...document.querySelectorAll("main label.check, main button, main select, main input[type=text], main textarea, main summary")]
        .map((e) => [e.textContent.trim(), e.getBoundingClientRect()])
        .filter(([, box]) => box.height < 44 || box.width < 44)
        .map(([text, box]) => `${text} ${box.width}x${box.height}`);
    });
  assert.deepEqual(await small(), []);
  await tell(page, about, "EH6");
  assert.deepEqual(await small(), []);
  await page.context().close();
});

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
  const asked = [];
  page.on("request", (r) => asked.push(r.url()));
  for (const path of ["/", "/search?q=singing&near=Leith", await firstListing(), "/match"]) await page.goto(base + path);
  asked.length = 0;
  await page.locator("#near").pressSequentially("Leith"); // nothing completes it
  await tell(page, about, "Leith");
  assert.deepEqual(asked.filter((url) => /leith|sing|\?/i.test(url)), []);
  assert.deepEqual(foreign, []);
  assert.deepEqual(failed, []);
  assert.deepEqual(await context.cookies(), []);
  await context.close();
});
