// What is kept, where, and what is not.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { start } from "./server.mjs";
import { both, how, lanes, visit } from "./site.mjs";
import { bag, ids, keep, keepButton, keepSome, keptButton, listed, nothing, part, ready, search, steps, traces, unsaid, until, write, writePlan } from "./walk.mjs";

const pages = ["/", search, "/match", "/list", "/plan", "/plan/edit", "/plan/well", "/help-now", "/display", "/leave", "/privacy", "/accessibility"];
const clearButton = (page) => page.getByRole("button", { name: "Clear everything" });

// told tells of oneself, and waits for the answer.
async function told(page) {
  await page.goto("/match");
  await page.locator("#say").fill("I love singing");
  await page.getByRole("button", { name: "Find what fits" }).first().click();
  await page.locator(".heard").waitFor();
}

for (const js of both) {
  describe(`what is kept, ${how(js)}`, { concurrency: lanes }, () => {
    test("before something is kept or chosen, nothing at all", async (t) => {
      const { page, wire } = await visit(t, { js });
      for (const path of pages) await page.goto(path);
      await page.goto(search);
      await page.locator("ol.cards h3 a").first().click();
      await page.waitForURL(/\/listings\//);
      await told(page);
      assert.deepEqual(await traces(page), nothing);
      assert.deepEqual(wire.sent.filter((s) => s.cookie || /^cookie$/im.test(s.headers)), []);
    });

    test("what is written in a plan is in no address, and goes nowhere but into the plan", async (t) => {
      const { page, wire } = await visit(t, { js });
      const words = ["Quokkafield", "Zanzibarquay", "Umbrafenn", "Oxterloft", "Vellichor", "Wardseven", "Homestreet", "Tattieneuk", "Yestreen", "Brigadoonish"];
      const [one] = await keepSome(page, 1);
      await page.goto("/list");
      await page.locator("input[name=step]").check();
      await page.getByRole("button", { name: "Make my plan" }).click();
      await page.waitForURL(/\/plan\/edit$/);
      await write(page, { s1_with: words[0], s1_helps: words[1], s2_what: words[2], s2_where: words[3], note: words[4], from_home: true, now: words[5], place: words[6], contact: words[7], contact_when: words[8] });
      await page.getByRole("button", { name: "Save my plan" }).click();
      await page.waitForURL(/\/plan$/);
      assert.equal(await part(page, "note").innerText(), words[4]);
      await page.goto("/plan/edit");
      await write(page, { s2_when: words[9] });
      await page.getByRole("button", { name: "Save my plan" }).click();
      await page.waitForURL(/\/plan$/);
      assert.equal(await part(page, "when", 1).innerText(), words[9]);
      for (const path of ["/list", "/plan/well", "/help-now", "/", search]) await page.goto(path);
      if (js) {
        unsaid(wire, words);
        // What is sent of what is kept are ids, to be rendered.
        const sent = wire.sent.filter((s) => s.method === "POST");
        for (const s of sent) assert.match(`${s.path} ${s.body}`, /^(\/list (id=[0-9a-f-]{36}&?)*|\/plan\/edit (step=[0-9a-f-]{36}&?)*)$/);
        assert.deepEqual(await page.context().cookies(), []);
        assert.ok(!wire.sent.some((s) => s.cookie), "a cookie was set");
        assert.deepEqual((await bag(page)).kept, [one.id]);
      } else {
        const elsewhere = wire.sent.filter((s) => !(s.method === "POST" && s.path === "/plan"));
        unsaid({ sent: elsewhere }, words);
        for (const s of wire.sent) unsaid({ sent: [{ ...s, body: "" }] }, words);
        const cookies = await page.context().cookies();
        assert.deepEqual(cookies.map((c) => [c.name, c.httpOnly, c.sameSite, c.expires]), [["mine", true, "Lax", -1]]);
        for (const w of [...words, one.id]) assert.ok(!Buffer.from(cookies[0].value, "base64url").includes(w) && !cookies[0].value.includes(w), "it can be read");
      }
    });

    test("the thirty-first thing is told that the list is full, and nothing is lost", async (t) => {
      const { page, context } = await visit(t, { js });
      if (js) await page.evaluate((kept) => localStorage.setItem("alongside", JSON.stringify({ kept })), ids(30));
      else for (const id of ids(30)) await context.request.post("/keep", { form: { keep: id }, maxRedirects: 0 });
      await page.goto(search);
      const button = keepButton(page).first();
      const id = await button.getAttribute("value");
      await button.click();
      await page.getByText("Your list is full: it has room for 30. Take something off it first.").first().waitFor();
      if (js) {
        assert.equal(await keptButton(page).count(), 0);
        assert.deepEqual((await bag(page)).kept, ids(30));
      }
      await page.goto("/list");
      await until(page, () => document.querySelectorAll("[data-list] .notice").length === 30);
      await page.getByRole("button", { name: "Take it off" }).first().click();
      await until(page, () => document.querySelectorAll("[data-list] .notice").length === 29);
      await page.goto(search);
      await page.locator(`button[value="${id}"]`).click();
      await page.locator(`button[value="${id}"][aria-pressed=true]`).waitFor();
      assert.equal((await listed(page)).length, 1);
    });

    test("“Clear everything” leaves nothing", async (t) => {
      const { page } = await visit(t, { js });
      await keepSome(page, 1);
      await writePlan(page, { s1_what: "Walk to the shore" });
      if (js) await ready(page);
      assert.notDeepEqual(await traces(page), nothing);
      await page.goto("/list");
      await clearButton(page).click();
      await cleared(page, js);
      assert.deepEqual(await listed(page), []);
      await page.goto("/plan");
      assert.deepEqual(await steps(page), []);
      await page.goBack();
      await page.goBack();
      assert.deepEqual(await traces(page), nothing, "a step back brings some of it back");
      await page.goto(search);
      assert.equal(await keptButton(page).count(), 0);
    });

    test("it is on the plan, on the own pages and on the page about leaving, too", async (t) => {
      const { page, context } = await visit(t, { js });
      for (const path of ["/plan", "/plan/well", "/leave"]) {
        if (js) {
          await page.evaluate((kept) => localStorage.setItem("alongside", JSON.stringify({ kept })), ids(2));
          await page.goto("/plan");
          await ready(page);
        } else await context.request.post("/keep", { form: { keep: ids(1)[0] }, maxRedirects: 0 });
        await page.goto(path);
        assert.notDeepEqual(await traces(page), nothing);
        await clearButton(page).dblclick();
        await cleared(page, js);
      }
    });
  });
}

// cleared waits until all is cleared, and asserts that it is.
async function cleared(page, js) {
  await page.getByRole("heading", { name: "All cleared" }).waitFor();
  if (js) await until(page, async () => (await caches.keys()).length + (await navigator.serviceWorker.getRegistrations()).length === 0);
  assert.deepEqual(await traces(page), nothing);
}

test("a cookie that is not ours, or was changed, is an empty list", async (t) => {
  const { page, context, base } = await visit(t, { js: false });
  const [one] = await keepSome(page, 1);
  await writePlan(page, { s1_what: "Walk to the shore" });
  assert.match(await (await context.request.get("/list")).text(), /<ul class="cards">/);
  const [own] = await context.cookies();
  const other = await start();
  const theirs = await fetch(`${other.url}/keep`, { method: "POST", body: new URLSearchParams({ keep: ids(1)[0] }), redirect: "manual" });
  await other.stop();
  const foreign = theirs.headers.get("set-cookie").match(/^mine=([^;]+)/)[1];
  const middle = own.value.length / 2;
  const changed = own.value.slice(0, middle) + (own.value[middle] === "A" ? "B" : "A") + own.value.slice(middle + 1);
  for (const value of [foreign, changed, own.value.slice(0, -1), own.value.slice(0, 20), own.value + own.value, "x", "=", "null", "%00%ff", "a".repeat(3800)]) {
    await context.clearCookies();
    await context.addCookies([{ name: "mine", value, url: base }]);
    for (const [path, empty] of [["/list", "Nothing is here yet"], ["/plan", "There is no plan yet"], ["/plan/edit", "Make my plan"], [search, "Keep this"]]) {
      const answer = await context.request.get(path);
      assert.equal(answer.status(), 200, `${path} with ${value.slice(0, 30)}`);
      const html = await answer.text();
      assert.ok(html.includes(empty) && !html.includes(one.name + "</a></h2>") && !html.includes("Walk to the shore"), `${path} with ${value.slice(0, 30)}`);
    }
  }
  // From there one goes on as from the beginning.
  await keepSome(page, 1);
  assert.deepEqual(await listed(page), [one.name]);
});

test("a plan that a cookie has no room for is told so, and what was kept stays", async (t) => {
  const { page } = await visit(t, { js: false });
  const [one] = await keepSome(page, 1);
  await writePlan(page, { s1_what: "Walk to the shore" });
  // Nothing in this repeats, so that it can't be packed.
  const long = (n) => Array.from({ length: n }, (_, i) => String.fromCodePoint(0x4e00 + ((i * 7919 + n * 31) % 20000))).join("");
  await page.goto("/plan/edit");
  await write(page, { s1_where: long(400), s1_way: long(399), s1_helps: long(398), s2_what: "b", s2_where: long(397), s2_way: long(396), note: long(800) });
  await page.getByRole("button", { name: "Save my plan" }).click();
  await page.locator(".summary").getByText("more than your browser can keep").waitFor();
  assert.equal(await page.locator("[name=s1_where]").inputValue(), long(400));
  assert.equal(await page.evaluate(() => document.activeElement.name), "note");
  assert.deepEqual(await listed(page), [one.name]);
  await page.goto("/plan");
  assert.deepEqual(await steps(page), ["Walk to the shore"]);
});

// fill leaves no room in a browser's store.
const fill = (page) =>
  page.evaluate(() => {
    let n = 0;
    for (let size = 1 << 22; size >= 1; size >>= 1) {
      for (;;) {
        try {
          localStorage.setItem(`full${n++}`, "x".repeat(size));
        } catch {
          break;
        }
      }
    }
  });

describe("a browser with no more room", { concurrency: lanes }, () => {
  test("says so, and loses nothing", async (t) => {
    const { page } = await visit(t);
    const [one] = await keepSome(page, 1);
    await writePlan(page, { s1_what: "Walk to the shore" });
    const before = await page.evaluate(() => localStorage.getItem("alongside"));
    await fill(page);
    await page.goto(search);
    await keepButton(page).first().click();
    await page.getByRole("alert").getByText("Your browser has no more room, so this was not kept. Nothing that you kept before is lost.").waitFor();
    assert.equal(await keptButton(page).count(), 1);
    await page.goto("/plan/edit");
    await write(page, { note: "n".repeat(500) });
    const [dialog] = await Promise.all([page.waitForEvent("dialog").then((d) => (d.dismiss(), d)), page.getByRole("button", { name: "Save my plan" }).click()]);
    assert.match(dialog.message(), /no more room/);
    assert.equal(await page.locator("[name=note]").inputValue(), "n".repeat(500), "what was written is gone");
    await page.goto("/plan/well");
    await page.locator("#keeps").fill("Walking every day");
    await page.getByRole("button", { name: "Save on this device" }).click();
    await page.locator("[data-said]").getByText("no more room").waitFor();
    assert.equal(await page.evaluate(() => localStorage.getItem("alongside")), before);
    assert.deepEqual(await listed(page), [one.name]);
    await page.goto("/plan");
    assert.deepEqual(await steps(page), ["Walk to the shore"]);
    // Something can still be taken away.
    await page.goto("/list");
    await page.getByRole("button", { name: /^Take it off/ }).click();
    await page.getByText("Nothing is here yet").waitFor();
  });

  test("keeps in a cookie what it never had room for, and what is for oneself alone is never sent", async (t) => {
    const { page, wire } = await visit(t);
    await fill(page);
    const [one] = await keepSome(page, 1);
    assert.deepEqual(await listed(page), [one.name]);
    assert.deepEqual((await page.context().cookies()).map((c) => c.name), ["mine"]);
    await page.goto("/plan/well");
    await page.locator("#signs").fill("Brigadoonish mornings");
    const save = page.getByRole("button", { name: "Save on this device" });
    if (await save.isVisible()) await save.click();
    await page.locator("[data-said]").getByText("no more room").waitFor();
    await page.goto("/help-now");
    unsaid(wire, ["Brigadoonish"]);
  });
});

test("with the browser's store shut, all goes on through the cookie, and a plan's link still shows it", async (t) => {
  const { page, context, wire } = await visit(t, { path: null, fresh: true });
  await context.addInitScript(() => {
    for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(window, name, { get() { throw new DOMException("shut", "SecurityError"); } });
  });
  const [one] = await keepSome(page, 1);
  assert.deepEqual(await listed(page), [one.name]);
  await page.goto(`/plan#p=${link([0, ["", "", "", "", "Brigadoonish"], [["", "Walk to the shore", "", "", "", "", "", ""]]])}`);
  await page.getByText("This plan came with the link.").waitFor();
  assert.deepEqual(await steps(page), ["Walk to the shore"]);
  await page.goto("/plan/well");
  await page.locator("#signs").fill("Brigadoonish mornings");
  await page.getByRole("button", { name: "Save on this device" }).click();
  await page.goto("/help-now");
  unsaid(wire, ["Brigadoonish"]);
});

test("what was pressed before the scripts were there is kept all the same", async (t) => {
  const { page, wire, context } = await visit(t, { path: null, fresh: true });
  wire.refuse = (req) => /\/assets\/main\..*js/.test(req.url);
  await page.goto(search);
  const first = await keep(page);
  wire.mend();
  await page.goto(search);
  assert.equal(await keptButton(page).count(), 1);
  const second = await keep(page);
  assert.deepEqual(await listed(page), [second.name, first.name]);
  await until(page, () => JSON.parse(localStorage.getItem("alongside")).kept.length === 2);
  for (const end = Date.now() + 5000; (await context.cookies()).length && Date.now() < end; ) await page.evaluate(() => new Promise(requestAnimationFrame));
  assert.deepEqual(await context.cookies(), []);
  // It can be let go, and does not come again.
  await page.goto(search);
  await page.locator(`button[value="${first.id}"]`).click();
  await page.locator(`button[value="${first.id}"][aria-pressed=false]`).waitFor();
  await page.goto("/help-now");
  await page.goBack();
  assert.equal(await keptButton(page).count(), 1);
  assert.deepEqual(await listed(page), [second.name]);
});

describe("whatever stands in the browser's store", { concurrency: lanes }, () => {
  const rubbish = {
    "no JSON": "{", null: "null", number: "5", text: `"x"`, list: "[]",
    texts: `{"kept":"x","plan":"x","well":"x"}`, numbers: `{"kept":5,"plan":5,"well":5}`, "empty objects": `{"kept":{},"plan":{},"well":{}}`, nulls: `{"kept":null,"plan":null,"well":{"keeps":null}}`,
    "kept of rubbish": `{"kept":[1,null,{},"x","<img src=x onerror=alert(1)>","../../help-now","------------------------------------"],"plan":{"steps":[null,5,"x",{}]}}`,
    "steps of objects": `{"plan":{"steps":[{"what":{"a":1},"listing":"javascript:alert(1)"}],"note":[1],"home":"yes"},"well":{"keeps":{"a":1}}}`,
    "far too many": JSON.stringify({ kept: ids(20_000), plan: { steps: Array.from({ length: 100 }, (_, i) => ({ what: `step ${i}` })) } }),
    "far too long": JSON.stringify({ kept: ["x".repeat(500_000)], plan: { steps: [{ what: "x".repeat(1_000_000) }] } }),
  };
  test("pages open, and keeping and planning go on", async (t) => {
    const { page, errors, wire } = await visit(t);
    await page.goto("/help-now");
    for (const [name, value] of Object.entries(rubbish)) {
      await page.evaluate((v) => {
        localStorage.clear();
        localStorage.setItem("alongside", v);
      }, value);
      for (const path of [...(/[[{].*kept|well/.test(value) ? ["/list", "/plan/well"] : []), "/plan", "/plan/edit"]) {
        await page.goto(path);
        assert.deepEqual(errors, [], `${name} on ${path}`);
        assert.equal(await page.getByText("[object Object]").or(page.getByText(/^undefined$/)).count(), 0, `${name} on ${path}`);
        if (path === "/plan") assert.ok((await steps(page)).length <= 3, name);
      }
      await write(page, { s1_what: "Walk to the shore" });
      await page.getByRole("button", { name: "Save my plan" }).click();
      await page.waitForURL(/\/plan$/);
      assert.equal((await steps(page))[0], "Walk to the shore", name);
      if (["text", "nulls", "kept of rubbish", "far too long"].includes(name)) {
        await page.goto(search);
        const { id } = await keep(page);
        assert.deepEqual((await bag(page)).kept, [id], name);
      }
      assert.deepEqual(errors, [], name);
    }
    assert.deepEqual([...new Set(wire.sent.filter((s) => s.status >= 400).map((s) => `${s.path} ${s.status}`))], []);
  });
});

describe("two windows", { concurrency: lanes }, () => {
  test("each adds to what the other keeps, and shows it", async (t) => {
    const { page, context } = await visit(t, { path: search });
    const other = await context.newPage();
    await other.goto(search);
    const first = await keep(page, 0);
    await other.locator(`button[value="${first.id}"][aria-pressed=true]`).waitFor();
    const second = await keep(other);
    await page.locator(`button[value="${second.id}"][aria-pressed=true]`).waitFor();
    assert.deepEqual((await bag(page)).kept, [first.id, second.id]);
    assert.deepEqual(await listed(page), [second.name, first.name]);
    await other.locator(`button[value="${first.id}"]`).click();
    await page.getByRole("heading", { name: first.name }).waitFor({ state: "detached" });
    await writePlan(other, { s1_what: "Walk to the shore" });
    assert.deepEqual((await bag(page)).kept, [second.id], "a plan in one window undoes the list of the other");
  });

  test("what one clears the other does not bring back", async (t) => {
    const { page, context } = await visit(t, { path: search });
    await keep(page);
    const other = await context.newPage();
    await other.goto("/plan");
    await ready(page);
    await page.goto("/list");
    await clearButton(page).click();
    await page.getByRole("heading", { name: "All cleared" }).waitFor();
    await other.bringToFront();
    await other.reload();
    await other.goto("/list");
    await until(other, async () => (await caches.keys()).length + (await navigator.serviceWorker.getRegistrations()).length === 0);
    assert.deepEqual(await traces(other), nothing);
  });
});

describe("a device that is shared", { concurrency: lanes }, () => {
  const share = async (page) => {
    await page.goto("/display");
    await page.getByLabel("This device is shared with others").check();
    await page.getByRole("button", { name: "Show it like this" }).click();
    await page.waitForURL(/saved/);
  };

  test("what is kept goes with the window, and nothing is there for offline", async (t) => {
    const { page, context } = await visit(t);
    await share(page);
    const [one] = await keepSome(page, 1);
    await writePlan(page, { s1_what: "Walk to the shore" });
    assert.deepEqual(await listed(page), [one.name]);
    assert.match(await page.locator("main").innerText(), /This device is shared/);
    await page.goto("/plan");
    assert.deepEqual(await steps(page), ["Walk to the shore"]);
    assert.deepEqual(await traces(page), { ...nothing, cookies: ["view"], session: ["alongside"] });
    const next = await context.newPage();
    await page.close();
    assert.deepEqual(await listed(next), []);
    await next.goto("/plan");
    assert.deepEqual(await steps(next), []);
    await next.goto(search);
    assert.equal(await keptButton(next).count(), 0);
    assert.deepEqual(await traces(next), { ...nothing, cookies: ["view"] });
  });

  test("what was kept before is taken along, and stays nowhere else", async (t) => {
    const { page } = await visit(t);
    const [one] = await keepSome(page, 1);
    await writePlan(page, { s1_what: "Walk to the shore" });
    await ready(page);
    await share(page);
    await until(page, async () => (await caches.keys()).length + (await navigator.serviceWorker.getRegistrations()).length === 0);
    assert.deepEqual(await traces(page), { ...nothing, cookies: ["view"], session: ["alongside"] });
    assert.deepEqual(await listed(page), [one.name]);
  });
});

// link gives the fragment of a plan as scripts/link.ts packs it.
function link(values, change = (json) => json) {
  const bytes = Buffer.from(change(JSON.stringify(values)));
  let h = 0x811c9dc5;
  for (const b of bytes) h = Math.imul(h ^ b, 0x01000193) >>> 0;
  return `j${bytes.toString("base64url")}.${h.toString(36)}`;
}

describe("a plan in a link", { concurrency: lanes }, () => {
  const words = { s1_what: "Quokkafield", s1_with: "Umbrafenn", s2_what: "Vellichor 👋 <b>bold</b>", note: "Tattieneuk" };
  const nouns = ["Quokkafield", "Umbrafenn", "Vellichor", "Tattieneuk"];

  async function make(page, fields = words) {
    await writePlan(page, fields);
    const mail = page.locator("[data-mail]");
    await until(page, () => /body=/.test(document.querySelector("[data-mail]").href));
    return new URL(await mail.getAttribute("href")).searchParams.get("body");
  }

  test("shows it to whom it was sent, and to no server", async (t) => {
    const sender = await visit(t);
    const address = await make(sender.page);
    unsaid(sender.wire, nouns);
    assert.ok(!nouns.some((w) => address.includes(w)));
    const { page, wire } = await visit(t, { path: null });
    await page.goto("/plan" + new URL(address).hash);
    await page.getByText("This plan came with the link.").waitFor();
    assert.deepEqual(await steps(page), ["Quokkafield", "Vellichor 👋 <b>bold</b>"]);
    assert.equal(await part(page, "with").innerText(), "Umbrafenn");
    assert.equal(await part(page, "note").innerText(), "Tattieneuk");
    assert.equal(await page.getByText("It takes the place of the plan that is here.").isVisible(), false);
    assert.deepEqual(await traces(page), nothing, "it is kept before somebody says so");
    await page.getByRole("button", { name: "Keep it on this device" }).click();
    await page.waitForURL(/\/plan$/);
    await until(page, () => document.querySelectorAll("[data-plan] .step").length === 2 && !document.querySelector("[data-plan-keep]"));
    await ready(page);
    await page.goto("/list");
    unsaid(wire, [...nouns, new URL(address).hash.slice(3, 30)]);
    assert.deepEqual(await page.context().cookies(), []);
  });

  test("one that is cut or changed says so, and shows nothing of it", async (t) => {
    const { page, context } = await visit(t);
    const address = new URL(await make(page)).hash;
    await context.clearCookies();
    await page.evaluate(() => localStorage.clear());
    const letter = address.length - 20;
    const swapped = address.slice(0, letter) + (address[letter] === "a" ? "b" : "a") + address.slice(letter + 1);
    const bad = [address.slice(0, -1), address.slice(0, -8), address.slice(0, 40), address.slice(0, 4), swapped, address + "x", "#p=", "#p=d.", "#p=j.", "#p=dAAAA.0", "#p=%20%F0", "#p=d" + "A".repeat(5000) + ".1",
      ...["null", "5", "{}", "[1]", "[1,2]", "[1,[],null]", `[1,[],{"0":1}]`].map((json) => "#p=" + link(null, () => json))];
    for (const [i, hash] of bad.entries()) {
      if (i < 3) {
        await page.goto("/help-now");
        await page.goto(`/plan${hash}`);
      } else {
        // In a page that is open already, too.
        await page.evaluate((hash) => {
          document.querySelector("[data-said]").textContent = "";
          location.hash = hash;
        }, hash);
      }
      await page.locator("[data-said]").getByText("This link holds no whole plan. Part of it may have been lost on the way").waitFor();
      assert.deepEqual(await steps(page), [], hash.slice(0, 60));
    }
    await page.evaluate((hash) => (location.hash = hash), address);
    await page.getByText("This plan came with the link.").waitFor();
  });

  test("one that is made up is shown as words alone", async (t) => {
    const { page, wire } = await visit(t, { path: null });
    const bad = `<img src=x onerror="document.title='caught'"><script>document.title='caught'</script>`;
    await page.goto(`/plan#p=${link([1, [bad, bad, bad, bad, bad, "more"], Array.from({ length: 9 }, () => ["javascript:alert(1)//aaaaaaaaaaaaaaaaaaaa", bad, bad, bad, 5, null, ["x"], { a: 1 }])])}`);
    await page.getByText("This plan came with the link.").waitFor();
    assert.deepEqual(await steps(page), [bad, bad, bad]);
    assert.equal(await page.locator("[data-plan] :is(img, script)").count(), 0);
    for (const a of await page.locator("[data-plan] a:visible").all()) assert.match(await a.getAttribute("href"), /^\/listings\//);
    assert.notEqual(await page.title(), "caught");
    assert.ok(!wire.sent.some((s) => s.path === "/x"));
  });

  test("one that comes over a plan that is there warns, and takes its place only when told to", async (t) => {
    const { page } = await visit(t);
    const address = new URL(await make(page)).hash;
    await writePlan(page, { s1_what: "My own", s1_with: "", s2_what: "", note: "" });
    await page.goto("/help-now");
    await page.goto(`/plan${address}`);
    await page.getByText("It takes the place of the plan that is here.").waitFor();
    assert.equal((await steps(page))[0], "Quokkafield");
    // What is offered below for one's own plan is not offered for another's.
    assert.equal(await page.getByRole("button", { name: "Show a code for a phone" }).isVisible(), false);
    await page.goto("/help-now");
    await page.goto("/plan");
    assert.deepEqual(await steps(page), ["My own"]);
    await page.goto("/help-now");
    await page.goto(`/plan${address}`);
    await page.getByRole("button", { name: "Keep it on this device" }).dblclick();
    await page.waitForURL(/\/plan$/);
    await until(page, () => document.querySelector("[data-plan] .step h2")?.textContent === "Quokkafield" && !document.querySelector("[data-plan-keep]"));
  });

  test("it is drawn as a code that a phone can read, and one too long for that says so", async (t) => {
    const { default: qrcode } = await import("qrcode-generator");
    const { page, wire } = await visit(t);
    const address = await make(page);
    await page.getByRole("button", { name: "Show a code for a phone" }).click();
    const drawn = page.locator(".code svg path");
    await drawn.waitFor();
    const code = qrcode(0, "L");
    code.addData(address, "Byte");
    code.make();
    const n = code.getModuleCount();
    let dark = "";
    for (let y = 0; y < n; y++) for (let x = 0; x < n; x++) if (code.isDark(y, x)) dark += `M${x + 4} ${y + 4}h1v1h-1z`;
    assert.equal(await drawn.getAttribute("d"), dark);
    const box = await page.locator(".code svg").boundingBox();
    assert.ok(box.width >= 200 && Math.abs(box.width - box.height) < 2, JSON.stringify(box));
    unsaid(wire, nouns);
    const long = Array.from({ length: 800 }, (_, i) => String.fromCodePoint(0x4e00 + ((i * 7919) % 20000))).join("");
    await make(page, { ...words, note: long });
    await page.getByRole("button", { name: "Show a code for a phone" }).click();
    await page.getByText("This plan is too long for a code").waitFor();
  });

  test("the link can be copied", async (t) => {
    const { page } = await visit(t, { permissions: ["clipboard-read", "clipboard-write"] });
    const address = await make(page);
    await page.getByRole("button", { name: "Copy the link" }).click();
    await page.getByText("The link is copied.").waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), address);
  });
});
