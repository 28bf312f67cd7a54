// Journeys with the keyboard alone: Tab, Shift+Tab, Enter, Space and arrows.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { both, how, lanes, visit } from "./site.mjs";
import { search, steps, until } from "./walk.mjs";

const most = 250; // presses of Tab; a page has fewer stops

// at describes what has the focus: what it is, its name and value, and its words.
const at = (page) =>
  page.evaluate(() => {
    const e = document.activeElement;
    const words = e.labels?.length ? [...e.labels].map((l) => l.textContent).join(" ") : e.textContent;
    return { tag: e.tagName.toLowerCase(), name: e.name ?? "", value: e.value ?? "", text: words.replace(/\s+/g, " ").trim() };
  });

// to goes to what has some words or a name, by Tab alone, and waits until it is in sight.
async function to(page, wanted, key = "Tab") {
  const passed = [];
  for (let i = 0; i < most; i++) {
    await page.keyboard.press(key);
    const e = await at(page);
    passed.push(e.text || e.name || e.tag);
    if (typeof wanted === "string" ? e.name === wanted : wanted.test(e.text)) {
      await until(page, () => {
        const e = document.activeElement;
        const box = (e.labels?.[0] ?? e).getBoundingClientRect();
        return box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
      });
      return e;
    }
  }
  assert.fail(`Tab does not lead to ${wanted}; it passed ${passed.slice(0, 40).join(" | ")}`);
}

const press = (page, key) => page.keyboard.press(key);
const gone = (page, path) => page.waitForURL((u) => u.pathname === path || (path instanceof RegExp && path.test(u.pathname)));

for (const js of both) {
  describe(`with the keyboard alone, ${how(js)}`, { concurrency: lanes }, () => {
    test("from home through a match to a plan", async (t) => {
      const { page } = await visit(t, { js });
      await press(page, "Tab");
      assert.equal((await at(page)).text, "Skip to the main part");
      await press(page, "Enter");
      await to(page, /^A good listener$/);
      await press(page, "Space");
      await to(page, "say");
      await page.keyboard.type("I love singing");
      await press(page, "Tab");
      assert.equal((await at(page)).name, "near");
      await page.keyboard.type("EH6");
      await to(page, /^Find what fits$/);
      await press(page, "Enter");
      await page.locator(".heard").waitFor();
      await to(page, /^Keep this/);
      const { value } = await at(page);
      await press(page, js ? "Space" : "Enter");
      await page.locator(`button[value="${value}"][aria-pressed=true]`).waitFor();
      if (js) assert.equal((await at(page)).value, value, "the focus is gone from what was kept");
      await to(page, /^My list/, "Shift+Tab");
      await press(page, "Enter");
      await gone(page, "/list");
      await page.locator(`input[name=step][value="${value}"]`).waitFor();
      await to(page, "step");
      await press(page, "Space");
      await to(page, /^Make my plan$/);
      await press(page, "Enter");
      await gone(page, "/plan/edit");
      await to(page, "s1_with");
      await page.keyboard.type("Ann");
      await to(page, /^Step 2$/);
      await press(page, "Enter"); // unfolds it
      await press(page, "Tab");
      await page.keyboard.type("Ring my sister");
      await to(page, /^Save my plan$/);
      await press(page, "Space");
      await gone(page, "/plan");
      assert.equal((await steps(page)).length, 2);
      await to(page, /^Change my plan$/);
    });

    test("from a search through a filter and a listing to a report", async (t) => {
      const { page } = await visit(t, { js });
      await to(page, "q");
      await page.keyboard.type("singing");
      if (js) await page.locator("#q-suggestions [role=option]").first().waitFor();
      await press(page, "Tab");
      assert.equal((await at(page)).name, "near");
      await page.keyboard.type("Leith");
      if (js) {
        await page.locator("#near-suggestions [role=option]").first().waitFor();
        await press(page, "ArrowDown");
        await press(page, "Enter");
        assert.match((await at(page)).value, /^Leith/);
      }
      await press(page, "Enter");
      await gone(page, "/search");
      await to(page, /^Group \(/);
      await press(page, "Space");
      if (!js) {
        await to(page, /^Show these$/);
        await press(page, "Enter");
      }
      await page.waitForURL(/kind=group/);
      await page.getByRole("link", { name: "Remove: Group" }).waitFor();
      if (js) assert.match((await at(page)).text, /^Group \(/);
      const name = await page.locator("ol.cards h3 a").first().innerText();
      await to(page, new RegExp(`^${name}$`), js ? "Shift+Tab" : "Tab");
      await press(page, "Enter");
      await page.waitForURL(/\/listings\//);
      await to(page, /^Something wrong here\?$/);
      await press(page, "Enter");
      await page.waitForURL(/\/report$/);
      await to(page, "what");
      await press(page, "Space");
      await press(page, "ArrowDown");
      await press(page, "ArrowDown");
      assert.equal((await at(page)).text, "The place is wrong");
      assert.equal(await page.getByLabel("The place is wrong").isChecked(), true);
      await to(page, "words");
      await page.keyboard.type("It moved");
      await to(page, /^Tell them$/);
      await press(page, "Enter");
      await page.getByRole("heading", { name: "Thank you" }).waitFor();
      await to(page, /^Back to the listing$/);
      await press(page, "Enter");
      await page.waitForURL((u) => !u.pathname.endsWith("/report"));
      assert.equal(await page.locator("h1").innerText(), name);
    });

    test("another language, and back", async (t) => {
      const { page } = await visit(t, { js });
      await to(page, /^Polski$/, "Shift+Tab");
      await press(page, "Enter");
      await page.waitForURL(/lang=pl/);
      assert.equal(await page.locator("html").getAttribute("lang"), "pl");
      const display = await page.locator("footer a[href='/display']").innerText();
      await to(page, new RegExp(`^${display}$`), "Shift+Tab");
      await press(page, "Enter");
      await gone(page, "/display");
      assert.equal(await page.locator("html").getAttribute("lang"), "pl");
      await to(page, "lang");
      assert.equal((await at(page)).value, "pl");
      while ((await at(page)).value !== "en") await press(page, "ArrowUp");
      await to(page, /./, "Tab"); // the next choice
      const button = await page.locator("main form button[type=submit]").innerText();
      await to(page, new RegExp(`^${button}$`));
      await press(page, "Enter");
      await page.waitForURL(/saved/);
      assert.equal(await page.locator("html").getAttribute("lang"), "en");
    });
  });
}

test("taking things off the list with the keyboard leaves the focus on the list", async (t) => {
  const { page } = await visit(t, { path: search });
  for (let i = 0; i < 3; i++) {
    await to(page, /^Keep this/);
    await press(page, "Enter");
  }
  await page.goto("/list");
  await page.waitForFunction(() => document.querySelectorAll("[data-list] .card").length === 3);
  for (const left of [2, 1, 0]) {
    if (left === 2) await to(page, /^Take it off/);
    await page.evaluate(() => document.querySelector("[data-list]").setAttribute("data-old", ""));
    await press(page, "Enter");
    await page.locator("[data-list]:not([data-old])").waitFor(); // as the server renders it now
    assert.equal(await page.locator("[data-list] .card").count(), left);
    const e = await at(page);
    if (left > 0) assert.match(e.text, /^Take it off/, "the focus is gone");
    else assert.notEqual(e.tag, "body", "the focus is gone");
  }
});
