// The ways through the site that people take, with JavaScript and without.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, test } from "node:test";
import { sideways } from "../browser.mjs";
import { both, how, lanes, visit } from "./site.mjs";
import { keep, keepSome, keepButton, keptButton, listed, names, pagesOf, part, pick, search, steps, takeOffButton, until, write, writePlan } from "./walk.mjs";

const count = async (page) => Number((await page.locator("#count").innerText()).match(/\d+/)[0]);

for (const js of both) {
  describe(`ways through, ${how(js)}`, { concurrency: lanes }, () => {
    test("search, narrow, widen, open, come back", async (t) => {
      const { page } = await visit(t, { js });
      await page.locator("#q").fill("singing");
      await page.locator("#near").fill("Leith");
      await page.getByRole("button", { name: "Find things" }).click();
      await page.waitForURL(/\/search\?/);
      const all = await count(page);
      await page.getByLabel(/^Group \(/).check();
      if (!js) await page.getByRole("button", { name: "Show these" }).click();
      await page.waitForURL(/kind=group/);
      const some = await count(page);
      assert.ok(some > 0 && some < all, `${some} of ${all}`);
      assert.equal(await page.getByLabel(/^Group \(/).isChecked(), true);
      for (const who of await page.locator("ol.cards .who").allInnerTexts()) assert.match(who, /^\s*Group/);
      const first = page.locator("ol.cards h3 a").first();
      const name = await first.innerText();
      await first.click();
      await page.waitForURL(/\/listings\//);
      assert.equal(await page.locator("h1").innerText(), name);
      await page.goBack();
      assert.equal(await count(page), some);
      await page.getByRole("link", { name: "Remove: Group" }).click();
      await page.waitForURL((u) => !u.search.includes("kind="));
      await page.getByRole("link", { name: "Remove: Group" }).waitFor({ state: "detached" });
      assert.equal(await count(page), all);
      assert.match(await page.locator("h1").innerText(), /singing, near Leith/);
    });

    test("tap what is true, say some, take a piece out, keep from the answer", async (t) => {
      const { page, wire } = await visit(t, { js, width: 375 });
      await page.getByLabel("A good listener").check();
      await page.locator("#say").fill("I love singing and I hate golf");
      await page.locator("#here").fill("EH6");
      await page.getByRole("button", { name: "Find what fits" }).click();
      const takeOut = (what) => page.getByRole("button", { name: `Take out: ${what}` });
      for (const piece of ["singing", "a good listener", "golf"]) await takeOut(piece).waitFor();
      await takeOut("a good listener").click();
      await takeOut("a good listener").waitFor({ state: "detached" });
      const pieces = await page.locator(".heard .chips").first().innerText();
      const cards = await page.locator("ol.cards h3").allInnerTexts();
      const path = new URL(page.url()).pathname;
      const kept = await keep(page, 2);
      assert.equal(new URL(page.url()).pathname, path);
      assert.equal(await page.locator(".heard .chips").first().innerText(), pieces);
      assert.deepEqual(await page.locator("ol.cards h3").allInnerTexts(), cards);
      assert.equal(await takeOut("a good listener").count(), 0);
      await until(page, (id) => {
        const box = document.querySelector(`button[value="${id}"]`).getBoundingClientRect();
        return box.top < innerHeight && box.bottom > 0;
      }, kept.id, "what was kept is in sight");
      // Taking another piece out afterwards forgets neither.
      await takeOut("singing").click();
      await takeOut("singing").waitFor({ state: "detached" });
      assert.deepEqual(await listed(page), [kept.name]);
      assert.ok(wire.sent.every((s) => !/singing|golf|listener/i.test(s.url)), "what was said stands in an address");
    });

    test("keep and take off: in results, on a listing, on the list", async (t) => {
      const { page } = await visit(t, { js, path: search });
      const first = await keep(page);
      const second = await keep(page);
      const path = await page.locator("ol.cards h3 a").first().getAttribute("href");
      // A second press takes it off again.
      await keptButton(page).and(page.locator(`[value="${second.id}"]`)).click();
      await keepButton(page).and(page.locator(`[value="${second.id}"]`)).waitFor();
      await page.goto(path);
      await keptButton(page).click();
      await keepButton(page).first().waitFor();
      assert.deepEqual(await listed(page), []);
      await page.goto(path);
      await keep(page);
      await page.goto(search);
      assert.equal(await keptButton(page).count(), 1);
      await keep(page);
      assert.deepEqual((await listed(page)).sort(), [first.name, second.name].sort());
      assert.equal(await page.locator("[data-list] .card h2").first().innerText(), second.name, "the newest is first");
      if (js) assert.match(await page.getByRole("link", { name: /^My list/ }).first().innerText(), /2$/);
      for (const name of [second.name, first.name]) {
        await takeOffButton(page, name).click();
        await page.getByRole("heading", { name, exact: true }).waitFor({ state: "detached" });
      }
      await page.getByText("Nothing is here yet").waitFor();
      assert.deepEqual(await names(page), []);
      await page.reload();
      assert.deepEqual(await names(page), []);
    });

    test("a double click keeps once", async (t) => {
      const { page } = await visit(t, { js, path: search });
      const button = keepButton(page).nth(1);
      const id = await button.getAttribute("value");
      await button.dblclick();
      await keptButton(page).and(page.locator(`[value="${id}"]`)).waitFor();
      assert.equal((await listed(page)).length, 1);
    });

    test("a plan of what is on the list, and a step of one's own; changed later", async (t) => {
      const { page } = await visit(t, { js });
      const [one, two] = await keepSome(page, 2);
      await page.goto("/list");
      await pick(page, one.name).check();
      await pick(page, two.name).check();
      await page.getByRole("button", { name: "Make my plan" }).click();
      await page.waitForURL(/\/plan\/edit$/);
      assert.deepEqual(new Set([await page.locator("[name=s1_what]").inputValue(), await page.locator("[name=s2_what]").inputValue()]), new Set([one.name, two.name]));
      assert.notEqual(await page.locator("[name=s1_where]").inputValue(), "");
      await write(page, { s3_what: "Ring my sister", s3_when: "Tonight", s1_with: "Ann from next door", note: "One small thing at a time" });
      await page.getByRole("button", { name: "Save my plan" }).click();
      await page.waitForURL(/\/plan$/);
      assert.equal((await steps(page)).length, 3);
      assert.equal((await steps(page))[2], "Ring my sister");
      assert.equal(await part(page, "with").innerText(), "Ann from next door");
      assert.equal(await part(page, "note").innerText(), "One small thing at a time");
      assert.equal(await part(page, "ask", 2).isVisible(), false, "an empty part is shown");
      assert.equal(await page.getByRole("link", { name: "Add to my calendar" }).count(), 2);
      await page.getByRole("link", { name: "Change my plan" }).click();
      assert.equal(await page.locator("[name=s3_when]").inputValue(), "Tonight");
      await write(page, { s3_when: "Tomorrow", s2_what: "", s2_when: "", s2_where: "", s2_ask: "", s2_way: "" });
      await page.getByRole("button", { name: "Save my plan" }).click();
      await page.waitForURL(/\/plan$/);
      assert.equal((await steps(page)).length, 2);
      assert.equal(await part(page, "when", 1).innerText(), "Tomorrow");
      await page.getByRole("link", { name: "See its page" }).first().click();
      await page.waitForURL(/\/listings\/.+/);
      assert.ok([one.name, two.name].includes(await page.locator("h1").innerText()));
    });

    test("a fourth step takes the place of none", async (t) => {
      const { page } = await visit(t, { js });
      const [one] = await keepSome(page, 1);
      await writePlan(page, { s1_what: "First", s2_what: "Second", s3_what: "Third" });
      await page.goto("/list");
      await pick(page, one.name).check();
      await page.getByRole("button", { name: "Make my plan" }).click();
      await page.waitForURL(/\/plan\/edit$/);
      await page.getByRole("button", { name: "Save my plan" }).click();
      await page.waitForURL(/\/plan$/);
      assert.deepEqual(await steps(page), ["First", "Second", "Third"]);
    });

    test("a plan from the day that one gets home", async (t) => {
      const { page } = await visit(t, { js });
      await writePlan(page, {
        from_home: true, now: "Royal Edinburgh, Ward 3", place: "Easter Road", contact: "Sam, peer worker", contact_when: "Within two days", s1_what: "Soup at the hall",
      });
      const home = page.locator("[data-plan] [data-home]");
      assert.equal(await home.isVisible(), true);
      assert.match(await home.innerText(), /From the day I get home[\s\S]*Royal Edinburgh, Ward 3[\s\S]*Easter Road[\s\S]*Sam, peer worker[\s\S]*Within two days/);
      await page.goto("/plan/edit");
      const box = page.locator("[name=from_home]");
      assert.equal(await box.isChecked(), true);
      assert.equal(await box.isVisible(), true, "what was filled in is folded away");
      await box.uncheck();
      await page.getByRole("button", { name: "Save my plan" }).click();
      await page.waitForURL(/\/plan$/);
      assert.equal(await home.isVisible(), false);
    });

    test("a plan with nothing in it, and a step that is not said, come back to be put right", async (t) => {
      const { page } = await visit(t, { js, path: "/plan/edit" });
      const save = page.getByRole("button", { name: "Save my plan" });
      const what = page.locator("[name=s1_what]");
      const fault = async (says) => {
        if (js) {
          await page.waitForFunction(() => document.activeElement.name === "s1_what");
          assert.equal(await what.evaluate((e) => e.validationMessage), says);
        } else {
          await page.locator(".summary").getByRole("link", { name: says }).waitFor();
          assert.equal(await page.evaluate(() => document.activeElement.name), "s1_what");
        }
      };
      await save.click();
      await fault("Write one step, however small.");
      await write(page, { s1_when: "Tuesday" });
      await what.fill("");
      await save.click();
      await fault("Say what this step is.");
      assert.equal(await page.locator("[name=s1_when]").inputValue(), "Tuesday");
      await what.fill("Walk to the shore");
      await save.click();
      await page.waitForURL(/\/plan$/);
      assert.deepEqual(await steps(page), ["Walk to the shore"]);
    });

    test("whatever is written in a plan is shown as it is, and is no wider than a phone", async (t) => {
      const { page, context } = await visit(t, { js, width: 320 });
      const scripts = [];
      page.on("dialog", (d) => (scripts.push(d.message()), d.dismiss()));
      const words = {
        s1_what: `<script>alert(1)</script><img src=x onerror="alert(2)">`, s1_when: "🎶 at 7 👩‍👩‍👧", s1_where: `"><b>bold</b> {{.Plan}} ${"$"}{1}`,
        s2_what: "نلتقي عند الباب الجانبي", s2_with: "שלום", s2_way: "\u202Eright to left",
        s3_what: "w".repeat(160), s3_where: "w".repeat(400), note: "a\nb\n" + "n".repeat(300),
      };
      await writePlan(page, words);
      const shown = async () => {
        for (const [name, value] of Object.entries(words)) {
          const step = name.match(/^s(\d)_(.*)$/);
          const at = step ? part(page, step[2], step[1] - 1) : part(page, name);
          assert.equal(await at.evaluate((e) => e.textContent), value, name);
        }
        assert.equal(await sideways(page), 0, "it is wider than the window");
        assert.equal(await page.locator("[data-plan]").locator("img, script, b").count(), 0);
      };
      await shown();
      assert.equal(await part(page, "what", 1).evaluate((e) => getComputedStyle(e).direction), "rtl");
      const again = await context.newPage();
      await again.goto("/plan/edit");
      for (const [name, value] of Object.entries(words)) assert.equal(await again.locator(`[name="${name}"]`).inputValue(), value, name);
      assert.equal(await sideways(again), 0);
      assert.deepEqual(scripts, []);
    });

    test("a printed plan is one page, in large print, and nothing but the plan", async (t) => {
      const { page } = await visit(t, { js });
      const kept = await keepSome(page, 3);
      for (const n of [1, 3]) {
        await page.goto("/list");
        for (const { name } of kept.slice(0, n)) await pick(page, name).check();
        await page.getByRole("button", { name: "Make my plan" }).click();
        await page.waitForURL(/\/plan\/edit$/);
        await write(page, { s1_with: "My sister", s1_helps: "Sit near the door", note: "I can leave when I want to" });
        await page.getByRole("button", { name: "Save my plan" }).click();
        await page.waitForURL(/\/plan$/);
        await page.emulateMedia({ media: "print" });
        assert.equal((await steps(page)).length, n);
        for (const seen of ["h1", "[data-plan] .step h2", "[data-plan] [data-slot=note]", ".plan-foot"]) assert.ok(await page.locator(seen).first().isVisible(), `${seen} is not printed`);
        const gone = await page.evaluate(() =>
          [...document.querySelectorAll("nav, header, footer, form, button, .leave, .skip, .demo, .hint, a")].filter((e) => e.checkVisibility()).map((e) => e.outerHTML.slice(0, 80)),
        );
        assert.deepEqual(gone, [], "this is printed too");
        const small = await page.evaluate(() =>
          [...document.querySelectorAll("[data-plan] *")]
            .filter((e) => e.checkVisibility() && [...e.childNodes].some((c) => c.nodeType === 3 && c.data.trim()) && parseFloat(getComputedStyle(e).fontSize) < 16 * (96 / 72) - 0.1)
            .map((e) => `${e.textContent.slice(0, 30)}: ${getComputedStyle(e).fontSize}`),
        );
        assert.deepEqual(small, [], "this is smaller than 16 points");
        for (const format of ["A4", "Letter"]) assert.equal(pagesOf(await page.pdf({ format })), 1, `pages of a plan of ${n} on ${format}`);
        await page.emulateMedia({ media: "screen" });
      }
    });

    test("the dates go into one's own calendar", async (t) => {
      const { page } = await visit(t, { js, path: search });
      await page.locator("ol.cards > li", { has: page.locator("time") }).locator("h3 a").first().click();
      await page.waitForURL(/\/listings\//);
      const name = await page.locator("h1").innerText();
      const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Add to my calendar" }).click()]);
      assert.match(download.suggestedFilename(), /\.ics$/);
      const text = await readFile(await download.path(), "utf8");
      assert.ok(text.split("\r\n").every((line) => Buffer.byteLength(line) <= 75), "a line is longer than 75 bytes");
      const lines = text.replace(/\r\n[ \t]/g, "").split("\r\n").filter(Boolean);
      const open = [];
      for (const line of lines) {
        assert.match(line, /^[A-Z-]+[;:]/);
        if (line.startsWith("BEGIN:")) open.push(line.slice(6));
        if (line.startsWith("END:")) assert.equal(open.pop(), line.slice(4));
      }
      assert.deepEqual(open, []);
      assert.equal(lines[0], "BEGIN:VCALENDAR");
      assert.ok(lines.some((l) => l.startsWith("RRULE:FREQ=")), "no rule");
      assert.ok(lines.some((l) => /^DTSTART;TZID=Europe\/London:\d{8}T\d{6}$/.test(l)), "no zone");
      assert.ok(lines.includes("TZID:Europe/London"), "the zone is not described");
      assert.ok(lines.some((l) => l.startsWith("SUMMARY:") && l.replaceAll("\\", "").includes(name)));
    });

    test("say what is wrong with a listing; the sixth within an hour waits", async (t) => {
      const { page } = await visit(t, { js, path: search });
      await page.locator("ol.cards h3 a").first().click();
      await page.getByRole("link", { name: "Something wrong here?" }).click();
      const tell = page.getByRole("button", { name: "Tell them" });
      await page.locator("#words").fill("They moved to the other hall");
      await tell.click();
      await page.locator(".summary").waitFor();
      assert.equal(await page.locator("#words").inputValue(), "They moved to the other hall");
      const where = () => page.evaluate(() => document.activeElement.closest(".summary, #what, #words") !== null);
      assert.ok(await where(), "nothing leads to what is at fault");
      await page.getByLabel("The place is wrong").check();
      await page.locator("#words").fill("x".repeat(1001));
      await tell.click();
      await page.locator("#words-fault").waitFor();
      assert.equal(await page.getByLabel("The place is wrong").isChecked(), true);
      assert.equal(await page.locator("#words").inputValue(), "x".repeat(1001));
      assert.ok(await where());
      const form = page.url();
      for (let i = 0; i < 6; i++) {
        if (i) await page.goto(form);
        await page.getByLabel("The place is wrong").check();
        await page.locator("#words").fill("They moved");
        await tell.click();
        if (i < 5) await page.getByRole("heading", { name: "Thank you" }).waitFor();
      }
      // The sixth is told to wait, and what was written is still there.
      await page.locator(".summary").getByText(/try again in \d+ minutes?, or ring the organisation/).waitFor();
      assert.equal(await page.locator("#words").inputValue(), "They moved");
      assert.equal(await page.getByLabel("The place is wrong").isChecked(), true);
    });
  });
}

test("from the first page to a printed plan in at most twelve taps, JavaScript off, 375 px", async (t) => {
  const { page } = await visit(t, { js: false, width: 375, hasTouch: true });
  let taps = 0;
  const tap = async (locator) => {
    taps++;
    await locator.tap();
  };
  await tap(page.getByText("A good listener"));
  await tap(page.locator("#here"));
  await page.keyboard.type("Leith");
  await tap(page.getByRole("button", { name: "Find what fits" }));
  await tap(keepButton(page).first());
  await tap(page.getByRole("link", { name: /^My list/ }).first());
  await tap(page.getByText(/^Put it in my plan/).first());
  await tap(page.getByRole("button", { name: "Make my plan" }));
  await tap(page.getByRole("button", { name: "Save my plan" }));
  await page.waitForURL(/\/plan$/);
  assert.equal((await steps(page)).length, 1);
  assert.match(await page.locator(".after-plan").innerText(), /choose Print in your browser’s menu/);
  taps += 2; // the browser's menu, and Print in it
  assert.equal(pagesOf(await page.pdf({ format: "A4" })), 1);
  assert.ok(taps <= 12, `${taps} taps`);
  t.diagnostic(`${taps} taps`);
});
