// Results in place: a filter changes the list without a new page.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { lanes, visit } from "./site.mjs";
import { keep, keepButton, keptButton, search, until } from "./walk.mjs";

const count = (page) => page.locator("#count");
const number = async (page) => Number((await count(page).innerText()).match(/\d+/)[0]);
const found = (page) => page.locator("ol.cards h3").allInnerTexts();

// marked marks a page, so that a new one can be told apart.
const mark = (page) => page.evaluate(() => (window.same = true));
const same = (page) => page.evaluate(() => window.same === true);

describe("results in place", { concurrency: lanes }, () => {
  test("a filter changes the list, the count and the address, and the focus stays", async (t) => {
    const { page, wire } = await visit(t, { path: search });
    await mark(page);
    const [all, before] = [await number(page), await found(page)];
    const group = page.getByLabel(/^Group \(/);
    await group.focus();
    await page.keyboard.press("Space");
    await page.waitForURL(/kind=group/);
    assert.ok((await number(page)) < all);
    assert.equal(await count(page).getAttribute("role"), "status");
    assert.equal(await same(page), true, "a new page was loaded");
    for (const who of await page.locator("ol.cards .who").allInnerTexts()) assert.match(who, /^\s*Group/);
    assert.equal(await page.evaluate(() => `${document.activeElement.name} ${document.activeElement.value} ${document.activeElement.checked}`), "kind group true");
    // The form above keeps what was chosen for a new search.
    await page.locator("summary", { hasText: "Change the search" }).click();
    await page.locator("#q").fill("walking");
    await page.getByRole("button", { name: "Find things" }).click();
    await page.waitForURL(/q=walking/);
    assert.match(page.url(), /kind=group/);
    await page.goBack();
    await page.waitForURL(/q=singing.*|kind=group/);
    await page.goBack();
    await page.waitForURL((u) => !u.search.includes("kind="));
    await page.getByRole("link", { name: "Remove: Group" }).waitFor({ state: "detached" });
    assert.deepEqual(await found(page), before);
    assert.equal(await number(page), all);
    assert.equal(await page.getByLabel(/^Group \(/).isChecked(), false);
    await page.goForward();
    await page.waitForURL(/kind=group/);
    await page.getByRole("link", { name: "Remove: Group" }).waitFor();
    assert.equal(await page.getByLabel(/^Group \(/).isChecked(), true);
    assert.ok(!wire.sent.some((s) => s.cookie), "a cookie was set");
  });

  test("the address of what is shown shows the same to another", async (t) => {
    const { page, context } = await visit(t, { path: search });
    await page.getByLabel(/^Group \(/).check();
    await page.waitForURL(/kind=group/);
    await page.getByRole("link", { name: "nearest" }).click();
    await page.waitForURL(/sort=nearest/);
    const shown = await found(page);
    const other = await context.newPage();
    await other.goto(page.url());
    assert.deepEqual(await found(other), shown);
    assert.equal(await number(other), await number(page));
  });

  test("a fold that someone opened stays open, with the focus in it", async (t) => {
    const { page } = await visit(t, { path: search });
    const fold = page.locator("details.fold", { has: page.locator("[name=time]") });
    await fold.locator("summary").click();
    const box = fold.locator("[name=time]").first();
    const value = await box.getAttribute("value");
    for (const on of [true, false]) {
      await box.focus();
      await page.keyboard.press("Space");
      await page.waitForURL((u) => u.searchParams.has("time") === on);
      await page.waitForFunction((on) => (document.querySelector(".chosen") !== null) === on, on);
      assert.equal(await fold.evaluate((d) => d.open), true, "the fold was shut");
      assert.equal(await page.evaluate(() => document.activeElement.value), value, "the focus is gone");
    }
  });

  test("letting a choice go leaves the focus in the page", async (t) => {
    const { page } = await visit(t, { path: search + "&kind=group&kind=activity" });
    await mark(page);
    await page.getByRole("link", { name: "Remove: Group" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: "Remove: Group" }).waitFor({ state: "detached" });
    assert.equal(await same(page), true);
    assert.notEqual(await page.evaluate(() => document.activeElement.tagName), "BODY");
  });

  test("what is kept is marked in what comes after", async (t) => {
    const { page } = await visit(t, { path: search });
    const { id } = await keep(page);
    const kind = await page.locator(`[id="${id}"] .who`).innerText();
    await page.getByLabel(new RegExp(`^${kind.trim().split(" ")[0]} \\(`)).check();
    await page.waitForURL(/kind=/);
    await page.getByRole("link", { name: /^Remove: / }).first().waitFor();
    assert.equal(await keptButton(page).count(), 1);
    assert.equal(await keptButton(page).getAttribute("value"), id);
    const other = await keep(page);
    await page.getByRole("link", { name: /^Remove: / }).first().click();
    await page.waitForURL((u) => !u.search.includes("kind="));
    await page.getByRole("link", { name: /^Remove: / }).first().waitFor({ state: "detached" });
    assert.equal(await keptButton(page).count(), 2);
    await page.goBack();
    await page.waitForURL(/kind=/);
    await page.locator(`button[value="${other.id}"][aria-pressed=true]`).waitFor();
    // Not for a moment is a thing that is kept shown as one that is not.
    await page.evaluate((id) => {
      window.wrong = 0;
      const look = () => {
        window.wrong += document.querySelectorAll(`button[value="${id}"][aria-pressed=false]`).length;
        requestAnimationFrame(look);
      };
      look();
    }, other.id);
    await page.getByRole("link", { name: /^Remove: / }).first().click();
    await page.waitForURL((u) => !u.search.includes("kind="));
    await page.locator(`button[value="${other.id}"][aria-pressed=true]`).waitFor();
    assert.equal(await page.evaluate(() => window.wrong), 0);
  });

  test("two filters in quick succession both hold", async (t) => {
    const { page } = await visit(t, { path: "/search?near=Leith" });
    // Both before any answer can be there.
    await page.evaluate(() => {
      for (const value of ["group", "activity"]) document.querySelector(`[name=kind][value=${value}]`).click();
    });
    await page.waitForURL(/kind=.*kind=/);
    await page.waitForFunction(() => document.querySelectorAll(".chosen a").length === 2);
    assert.deepEqual(await page.locator("[name=kind]:checked").evaluateAll((all) => all.map((e) => e.value).sort()), ["activity", "group"]);
  });

  test("when an answer can't be fetched in place, the form is sent as it is", async (t) => {
    const { page, wire } = await visit(t, { path: search });
    let refused = 0;
    wire.refuse = (req) => req.headers["hx-request"] === "true" && ++refused > 0;
    const all = await number(page);
    await page.getByLabel(/^Group \(/).check();
    await page.waitForURL(/kind=group/);
    assert.ok((await number(page)) < all);
    assert.ok(refused > 0);
    await page.getByRole("link", { name: "Remove: Group" }).click();
    await page.waitForURL((u) => !u.search.includes("kind="));
    await page.getByRole("link", { name: "Remove: Group" }).waitFor({ state: "detached" });
    assert.equal(await number(page), all);
    wire.mend();
    await page.getByLabel(/^Group \(/).check();
    await page.waitForURL(/kind=group/);
    assert.equal(await keepButton(page).first().isVisible(), true);
  });

  test("without any network the browser says so, and what was there is a step back", async (t) => {
    const { page, wire } = await visit(t, { path: search });
    const before = await found(page);
    wire.cut();
    await page.getByLabel(/^Group \(/).click();
    await until(page, () => location.protocol === "chrome-error:");
    wire.mend();
    await page.goBack();
    await page.waitForURL(/search/);
    assert.deepEqual(await found(page), before);
  });
});
