// Languages: one that is chosen stays, and takes along what was said.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sideways } from "../browser.mjs";
import { both, how, lanes, visit } from "./site.mjs";
import { keepButton, search, writePlan } from "./walk.mjs";

const lang = (page) => page.locator("html").getAttribute("lang");

for (const js of both) {
  describe(`languages, ${how(js)}`, { concurrency: lanes }, () => {
    test("one that is chosen is remembered by one cookie, for a year, and by nothing else", async (t) => {
      const { page, context } = await visit(t, { js, path: search });
      await page.locator(".languages").getByText("Polski").click();
      await page.waitForURL(/lang=pl/);
      assert.equal(await lang(page), "pl");
      assert.match(page.url(), /q=singing/, "the search is gone");
      assert.ok((await page.locator("ol.cards > li").count()) > 0);
      const [cookie, ...others] = await context.cookies();
      assert.deepEqual([cookie.name, cookie.value, cookie.httpOnly, others], ["view", "pl", true, []]);
      assert.ok(cookie.expires - Date.now() / 1000 > 300 * 24 * 3600);
      await page.goto("/plan");
      assert.equal(await lang(page), "pl");
      for (const path of ["/", search, "/match", "/list", "/plan/edit", "/plan/well", "/help-now", "/display", "/nowhere"]) {
        assert.match(await (await context.request.get(path)).text(), /<html lang="pl" dir="ltr"/, path);
      }
      await page.goto("/?lang=en");
      await page.goto("/help-now");
      assert.equal(await lang(page), "en");
    });

    test("a filter, a listing and the way back keep it", async (t) => {
      const { page } = await visit(t, { js, path: `${search}&lang=pl` });
      await page.locator(".filters [name=kind]").first().check();
      if (!js) await page.locator(".filters button[type=submit]").click();
      await page.waitForURL(/kind=/);
      await page.locator(".chosen").waitFor();
      assert.equal(await lang(page), "pl");
      const words = await page.locator(".filters h2").innerText();
      assert.notEqual(words, "Narrow it down");
      await page.locator("ol.cards h3 a").first().click();
      await page.waitForURL(/\/listings\//);
      assert.equal(await lang(page), "pl");
      await page.goBack();
      assert.equal(await lang(page), "pl");
      assert.equal(await page.locator(".filters h2").innerText(), words);
    });

    test("an answer in another language still knows what was said, and what was taken out", async (t) => {
      const { page, wire } = await visit(t, { js });
      await page.getByLabel("A good listener").check();
      await page.locator("#say").fill("I love singing and I hate golf");
      await page.locator("#here").fill("EH6");
      await page.getByRole("button", { name: "Find what fits" }).click();
      await page.getByRole("button", { name: "Take out: a good listener" }).click();
      await page.getByRole("button", { name: "Take out: a good listener" }).waitFor({ state: "detached" });
      const chips = await page.locator(".heard .chips button[name=remove]").evaluateAll((all) => all.map((b) => b.value));
      const cards = await page.locator("ol.cards h3 a").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
      for (const [name, tag] of [["Polski", "pl"], ["العربية", "ar"], ["English", "en"]]) {
        await page.locator(".languages").getByText(name).click();
        await page.locator(`html[lang=${tag}]`).waitFor();
        assert.deepEqual(await page.locator(".heard .chips button[name=remove]").evaluateAll((all) => all.map((b) => b.value)), chips, tag);
        assert.deepEqual(await page.locator("ol.cards h3 a").evaluateAll((all) => all.map((a) => a.getAttribute("href"))), cards, tag);
        assert.equal(await page.locator("#say").inputValue(), "I love singing and I hate golf", tag);
        assert.equal(await page.locator("html").getAttribute("dir"), tag === "ar" ? "rtl" : "ltr");
        assert.equal(new URL(page.url()).search, `?lang=${tag}`);
      }
      // It goes on from there.
      await keepButton(page).first().click();
      await page.locator("button[aria-pressed=true]").first().waitFor();
      await page.getByRole("button", { name: "Take out: singing" }).click();
      await page.getByRole("button", { name: "Take out: singing" }).waitFor({ state: "detached" });
      assert.ok(wire.sent.every((s) => !/singing|golf|EH6/i.test(s.url + s.headers)), "what was said stands in an address or a header");
    });

    test("a plan is shown in the language that is chosen, in its own words", async (t) => {
      const { page } = await visit(t, { js });
      await writePlan(page, { s1_what: "Walk to the shore", s1_with: "Ann" });
      await page.goto("/plan?lang=uk");
      assert.equal(await lang(page), "uk");
      assert.equal(await page.locator("[data-plan] .step h2").innerText(), "Walk to the shore");
      assert.notEqual(await page.locator("[data-plan] .step dt:visible").first().innerText(), "Who goes with me");
    });

    test("Arabic runs from right to left, and fits a phone", async (t) => {
      const { page } = await visit(t, { js, width: 320, path: "/?lang=ar" });
      for (const path of js ? [search, "/plan/edit"] : ["/", search, "/match", "/list", "/plan/edit", "/help-now", "/display"]) {
        await page.goto(path);
        assert.equal(await page.locator("html").getAttribute("dir"), "rtl");
        assert.equal(await page.evaluate(() => getComputedStyle(document.body).direction), "rtl");
        assert.equal(await sideways(page), 0, path);
      }
    });

    test("a cookie of rubbish is English, and no error", async (t) => {
      const { context, base } = await visit(t, { js, path: null });
      for (const value of ["xx", "pl-PL.%00", "....", "en.simple.shared.x", "<script>", "../../etc", "x".repeat(3000)]) {
        await context.clearCookies();
        await context.addCookies([{ name: "view", value, url: base }]);
        const answer = await context.request.get("/list");
        assert.equal(answer.status(), 200, value);
        assert.match(await answer.text(), /<html lang="en" dir="ltr"/, value);
      }
    });
  });
}
