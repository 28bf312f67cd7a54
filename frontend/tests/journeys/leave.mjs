// "Leave now": at once, elsewhere, and nobody there is told from where.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { both, how, lanes, leaving, visit } from "./site.mjs";
import { search } from "./walk.mjs";

const leave = (page) => page.getByRole("link", { name: "Leave now", exact: true });

for (const js of both) {
  describe(`leave now, ${how(js)}`, { concurrency: lanes }, () => {
    test("it goes where it was set to go, and says nothing of where it came from", async (t) => {
      const { url, asked } = leaving();
      const { page } = await visit(t, { js, path: search });
      const before = asked.length;
      await leave(page).click();
      await page.waitForURL(url);
      assert.equal(asked.length, before + 1);
      assert.equal(asked.at(-1).referer, undefined);
      assert.equal(asked.at(-1).cookie, undefined);
      assert.equal(await page.evaluate(() => document.referrer), "");
      assert.equal(await page.evaluate(() => window.opener), null);
    });
  });
}

test("back does not lead to the page that was left, wherever that is", async (t) => {
  const { page, base } = await visit(t, { path: "/accessibility" });
  for (const path of ["/help-now", "/plan", search]) {
    await page.goto(path);
    await leave(page).click();
    await page.waitForURL(leaving().url);
    await page.goBack();
    assert.equal(page.url(), `${base}/accessibility`);
  }
});

test("an answer to what was told is left as well", async (t) => {
  const { page, base } = await visit(t, { path: "/accessibility" });
  await page.goto("/match");
  await page.locator("#say").fill("I love singing");
  await page.getByRole("button", { name: "Find what fits" }).first().click();
  await page.locator(".heard").waitFor();
  await leave(page).click();
  await page.waitForURL(leaving().url);
  await page.goBack();
  assert.equal(page.url(), `${base}/accessibility`);
});

test("it is the first thing after the skip link, and one press of Enter", async (t) => {
  const { page } = await visit(t, { path: search });
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Leave now");
  await page.keyboard.press("Enter");
  await page.waitForURL(leaving().url);
});

test("two clicks do no more than one", async (t) => {
  const { page, base } = await visit(t, { path: "/accessibility" });
  await page.goto(search);
  await leave(page).dblclick();
  await page.waitForURL(leaving().url);
  await page.goBack();
  assert.equal(page.url(), `${base}/accessibility`);
});
