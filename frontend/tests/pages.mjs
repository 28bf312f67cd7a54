// Every page, and every state of one that looks different: how a fresh browser
// gets there, in any language and view, with JavaScript and without.
import { createHash } from "node:crypto";
import { base } from "./browser.mjs";

// id gives the id of a listing of the demo directory: as the house makes those
// of what is imported, so that they are the same everywhere and for ever.
export function id(name) {
  const space = Buffer.from("6f1d0c528a3e5b4e9d27315c5a0e7719", "hex");
  const h = createHash("sha1").update(space).update(`demo\0${name}`).digest().subarray(0, 16);
  h[6] = (h[6] & 0x0f) | 0x50;
  h[8] = (h[8] & 0x3f) | 0x80;
  return h.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

const rich = id("leith-recovery-cafe"); // nothing that a listing may say is left out
const bare = id("shawfair-pickers"); // no place, no time, no telephone
const closed = id("golf-short-craigentinny");
const unknown = "00000000-0000-4000-8000-000000000000";

// gone is a listing that tools/browser/run.mjs has taken out.
const gone = process.env.ALONGSIDE_GONE;

const listing = (id, rest = "") => `/listings/x-${id}${rest}`;

// about is something that someone says, with a piece of every sort in it.
export const about = "I love singing and I used to be a joiner. I can do Tuesday mornings or evenings, and I hate bingo. My brother likes golf. Quidditch.";

// tell fills in the form of the match and sends it.
export async function tell(page, say, near) {
  await page.locator("#say").fill(say);
  await page.locator("#near").fill(near);
  await page.evaluate(() => document.querySelector("main").classList.add("before"));
  await page.locator("form.about button[type=submit]").first().click();
  await page.locator("main:not(.before)").waitFor();
}

const told = (say, near) => async (tab) => {
  await tab.go("/match");
  await tell(tab.page, say, near);
};

// keeps has a browser keep things, wherever it does.
async function keeps(tab, ids) {
  if (!tab.scripts) {
    for (const keep of ids) await tab.send("/keep", { keep });
    return;
  }
  await tab.page.evaluate((kept) => {
    for (const s of [localStorage, sessionStorage]) s.setItem("alongside", JSON.stringify({ kept }));
  }, ids);
}

const kept = async (tab) => {
    await keeps(tab, [unknown, ...(gone ? [gone] : []), rich, bare]);
  await tab.go("/list");
  await tab.page.locator("[data-list] .card").nth(1).waitFor();
};

// write puts words into the fields of a form, and sends it.
async function write(page, form, values) {
  await page.locator(form).evaluate((f, values) => {
    for (const [name, value] of Object.entries(values)) {
      const field = f.elements.namedItem(name);
      if (field.type === "checkbox") field.checked = value;
      else field.value = value;
    }
    for (const fold of f.querySelectorAll("details")) fold.open = true;
  }, values);
  await page.locator(`${form} button[type=submit]`).first().click();
}

const steps = [
  { what: "Have tea at The Landing", when: "Tuesday 1 December, 11:00 to 13:00", where: "The Landing, 4 Henderson Street, Leith, EH6 6BS", ask: "Shona, behind the counter",
    with: "Ann from next door", way: "Bus 16 from the end of my road, off at the Shore, then two minutes beside the water", helps: "Sit near the door. Leave when I want to." },
  { what: "Pick litter with the Pickers", when: "Saturday morning", where: "By the new path", ask: "Whoever has the trolley", with: "Just me", way: "On foot", helps: "Gloves, and music in one ear" },
  { what: "Ring my sister", when: "Every evening", where: "At home", ask: "My sister", with: "Nobody", way: "By phone", helps: "A cup of tea" },
];
const home = { from_home: true, now: "Royal Edinburgh Hospital, Ward 3", place: "My own flat, Easter Road", contact: "Sam, peer worker", contact_when: "Within two days" };

const plan = (extra) => async (tab) => {
  await tab.go("/plan/edit");
  const values = { note: "One small thing at a time.\nI can stop whenever I like.", ...extra };
  for (const [i, step] of steps.entries()) for (const [name, value] of Object.entries(step)) values[`s${i + 1}_${name}`] = value;
  values.s1_listing = rich;
  values.s2_listing = bare;
  await write(tab.page, "form[action='/plan']", values);
  await tab.page.waitForURL(/\/plan$/);
  await tab.page.locator("[data-plan] .step").nth(2).waitFor();
};

// carried is a plan in a link, as scripts/link.ts packs it without squeezing it.
function carried(step) {
  const plain = new TextEncoder().encode(JSON.stringify([0, ["", "", "", "", ""], [["", step.what, step.when, step.where, step.ask, step.with, step.way, step.helps]]]));
  let sum = 0x811c9dc5;
  for (const b of plain) sum = Math.imul(sum ^ b, 0x01000193) >>> 0;
  return `/plan#p=j${Buffer.from(plain).toString("base64url")}.${sum.toString(36)}`;
}

const go = (path) => (tab) => tab.go(path);

// mapped opens the map of a page, and waits until something is on it.
const mapped = (path) => async (tab) => {
  await tab.go(path);
  await tab.page.locator("[data-map-open]").click();
  await tab.page.locator(".leaflet-marker-icon").first().waitFor();
};

// Each page has a name, the way there, and where it differs from most: the
// status it is answered with; scripts, true or false for what there is only with
// or without JavaScript; shared, on a device that others use too.
export const pages = [
  { name: "home", at: go("/") },
  {
    name: "home-suggestions", scripts: true,
    at: async (tab) => {
      await tab.go("/");
      await tab.page.locator("#q").pressSequentially("knit");
      await tab.page.locator("#q-suggestions [role=option]").first().waitFor();
    },
  },
  { name: "results", at: go("/search?q=singing&near=Leith") },
  { name: "results-kept", at: async (tab) => {
    await keeps(tab, [rich]);
    await tab.go("/search?q=The+Landing&near=Leith");
    await tab.page.locator(".keep[aria-pressed=true]").first().waitFor();
  } },
  { name: "results-chosen", at: go("/search?near=Leith&within=5mi&kind=group&kind=activity&joining=turn-up&access=step-free&day=tue") },
  { name: "results-map", scripts: true, at: mapped("/search?q=singing&near=Leith") },
  { name: "results-spelling", at: go("/search?q=kniting&near=Leith&sort=nearest") },
  { name: "results-nearly", at: go("/search?q=singing&near=Leith&within=1mi&joining=turn-up&day=mon&access=bsl") },
  { name: "results-none", at: go("/search?q=falconry&near=Leith") },
  { name: "results-faults", at: go("/search?q=singing&near=Muirhuose&within=nowhere"), status: 400 },
  { name: "match", at: go("/match") },
  { name: "match-answered", at: told(about, "EH6") },
  { name: "match-taken-out", at: async (tab) => {
    await told(about, "EH6")(tab);
    const out = tab.page.locator(".heard .chips button[name=remove]");
    const key = await out.first().getAttribute("value");
    await out.first().click();
    await tab.page.locator(`.chips.out button[value="${key}"]`).waitFor();
  } },
  { name: "match-nothing", at: told("I'm good at nothing", "EH4") },
  { name: "match-begin", at: told("", "EH4") },
  { name: "match-missing", at: told("falconry", "Lerwick") },
  { name: "match-help", at: told("I lost my job and I feel so alone. I like walking.", "EH6") },
  { name: "match-crisis", at: told("I want to die. I used to love singing.", "EH6") },
  { name: "match-faults", at: told("singing", "Muirhuose"), status: 400 },
  { name: "match-crisis-faults", at: told("I want to die", "Muirhuose"), status: 400 },
  { name: "listing", at: go(listing(rich)) },
  { name: "listing-map", scripts: true, at: mapped(listing(rich)) },
  { name: "listing-bare", at: go(listing(bare)) },
  { name: "listing-closed", at: go(listing(closed)) },
  { name: "listing-gone", at: go(`/listings/${gone}`), status: 410, needs: gone },
  { name: "report", at: go(listing(rich, "/report")) },
  { name: "report-faults", status: 400, at: async (tab) => {
    await tab.go(listing(rich, "/report"));
    await write(tab.page, "form[action$='/report']", { words: "x".repeat(1001) });
    await tab.page.locator(".summary").waitFor();
  } },
  { name: "report-thanks", at: async (tab) => {
    await tab.go(listing(rich, "/report"));
    await tab.page.locator("[name=what]").first().check();
    await tab.page.locator("form[action$='/report'] button").click();
    await tab.page.locator("form[action$='/report']").waitFor({ state: "detached" });
  } },
  { name: "report-many", status: 429, at: async (tab) => {
    const path = listing(rich, "/report");
    for (let i = 0; i < 5; i++) await tab.send(path, { what: "place" });
    await tab.go(path);
    await tab.page.locator("[name=what]").first().check();
    await tab.page.locator("form[action$='/report'] button").click();
    await tab.page.locator(".summary").waitFor();
  } },
  { name: "list", at: go("/list") },
  { name: "list-kept", at: kept },
  { name: "list-shared", at: kept, shared: true },
  { name: "list-full", scripts: false, status: 400, at: async (tab) => {
    for (let i = 0; i < 30; i++) await tab.send("/keep", { keep: unknown.replace(/00$/, String(10 + i)) });
    await tab.go(listing(rich));
    await tab.page.locator("button.keep").first().click();
    await tab.page.locator(".summary").waitFor();
  } },
  { name: "plan", at: go("/plan") },
  { name: "plan-written", at: plan({}) },
  { name: "plan-home", at: plan(home) },
  { name: "plan-code", scripts: true, at: async (tab) => {
    await plan(home)(tab);
    await tab.page.locator("[data-code]").click();
    await tab.page.locator("[data-code-holder] svg, [data-code-holder]:not(:has(.code))").waitFor();
  } },
  { name: "plan-arrived", scripts: true, at: async (tab) => {
    await tab.go(carried(steps[0]));
    await tab.page.locator("[data-plan] .step").waitFor();
  } },
  { name: "plan-broken", scripts: true, at: async (tab) => {
    await tab.go("/plan#p=d123.abc");
    await tab.page.locator("[data-said]").waitFor();
  } },
  { name: "plan-form", at: go("/plan/edit") },
  { name: "plan-form-steps", at: async (tab) => {
    await keeps(tab, [rich, bare]);
    await tab.go("/list");
    await tab.page.locator("[data-list] .card").nth(1).waitFor();
    for (const box of await tab.page.locator("[name=step]").all()) await box.check();
    await tab.page.locator(".button[form=steps]").click();
    await tab.page.waitForURL(/\/plan\/edit$/);
  } },
  { name: "plan-form-faults", scripts: false, status: 400, at: async (tab) => {
    await tab.go("/plan/edit");
    await write(tab.page, "form[action='/plan']", { s1_when: "Tuesday", s2_what: "Walk", s2_where: "x".repeat(401), contact: "y".repeat(161), note: "z".repeat(801) });
    await tab.page.locator(".summary").waitFor();
  } },
  { name: "well", at: go("/plan/well") },
  { name: "display", at: go("/display") },
  { name: "display-saved", at: async (tab) => {
    await tab.go("/display");
    await tab.page.locator("form[action='/display'] button[type=submit]").click();
    await tab.page.waitForURL(/saved/);
  } },
  { name: "leave", at: go("/leave") },
  { name: "privacy", at: go("/privacy") },
  { name: "accessibility", at: go("/accessibility") },
  { name: "help-now", at: go("/help-now") },
  { name: "cleared", at: async (tab) => {
    await tab.go("/privacy");
    await tab.page.locator("[data-clear] button").click();
    await tab.page.waitForURL(/\/cleared$/);
  } },
  { name: "error-nowhere", at: go("/nowhere"), status: 404 },
].filter((p) => !("needs" in p) || p.needs);

// usual is a page as most people see it.
export const usual = { scheme: "light", lang: "en", width: 1280, scripts: true, view: "full", text: 100 };

// Visitor brings pages into a browser, one after another, each as if it were the
// first that the browser sees. To begin a new process for each takes longer than
// to look at it.
export class Visitor {
  constructor(browser) {
    this.browser = browser;
    this.rooms = new Map();
  }

  // room gives a page that runs scripts or not, with nothing of anyone in it.
  async room(scripts) {
    if (!this.rooms.has(scripts)) {
      const context = await this.browser.newContext({ javaScriptEnabled: scripts });
      const page = await context.newPage();
      await page.goto(`${base}/?lang=pl`, { waitUntil: "networkidle" }); // our letters are there from now on
      this.rooms.set(scripts, { context, page });
    }
    const { context, page } = this.rooms.get(scripts);
    await page.goto(`${base}/healthz`); // no page of ours, where what is kept can be reached
    await context.clearCookies();
    if (scripts) {
      const cdp = await context.newCDPSession(page);
      await cdp.send("Storage.clearDataForOrigin", { origin: base, storageTypes: "local_storage,cache_storage,service_workers" });
      await cdp.detach();
      await page.evaluate(() => sessionStorage.clear());
    }
    // Everyone has an address of their own: so many letters come from none.
    await context.setExtraHTTPHeaders({ "X-Forwarded-For": Array.from({ length: 4 }, () => Math.floor(Math.random() * 256)).join(".") });
    return { context, page };
  }

  // open gives a page in one of its states. What goes wrong on the way is in the
  // tab's troubles.
  async open(it, state, media = {}) {
    const { context, page } = await this.room(state.scripts);
    await page.setViewportSize({ width: state.width, height: 800 });
    await page.emulateMedia({ media: null, colorScheme: state.scheme, reducedMotion: null, forcedColors: null, ...media });
    const marks = [state.lang, state.view === "simple" && "simple", it.shared && "shared"].filter(Boolean).join(".");
    if (marks !== "en") await context.addCookies([{ name: "view", value: marks, url: base }]);
    const tab = new Tab(context, page, it, state);
    try {
      await it.at(tab);
      if (state.text !== 100) await page.evaluate((text) => (document.documentElement.style.fontSize = `${text}%`), state.text);
    } catch (e) {
      const said = [e.message.split("\n")[0], ...tab.troubles].join("; ");
      await this.leave();
      throw new Error(`${it.name} was not reached: ${said}`);
    }
    return tab;
  }

  // leave closes all rooms; the next page begins in new ones.
  async leave() {
    for (const { context } of this.rooms.values()) await context.close();
    this.rooms.clear();
  }
}

class Tab {
  constructor(context, page, it, state) {
    Object.assign(this, { context, page, it, state, scripts: state.scripts, troubles: [], answers: [], off: [] });
    const on = (event, does) => {
      page.on(event, does);
      this.off.push(() => page.off(event, does));
    };
    on("console", (m) => {
      // The browser itself says so of an answer that is an error on purpose.
      const meant = it.status >= 400 && m.text().includes(`status of ${it.status}`);
      if (m.type() === "error" && !meant) this.troubles.push(`console: ${m.text()}`);
    });
    on("pageerror", (e) => this.troubles.push(`script: ${e.message}`));
    on("request", (r) => {
      if (!r.url().startsWith(`${base}/`) && !r.url().startsWith("data:")) this.troubles.push(`asked of another: ${r.url()}`);
    });
    // An answer is to the page as a whole, or to what it shows in place.
    on("response", (r) => {
      const own = r.request().isNavigationRequest() || (r.request().method() === "POST" && /\/(match|list)$/.test(r.url()));
      if (own && !(r.status() >= 300 && r.status() < 400)) this.answers.push(r);
    });
  }

  go(path) {
    return this.page.goto(base + path);
  }

  // send posts a form as the page would, and goes nowhere.
  async send(path, form) {
    const res = await this.context.request.post(base + path, { form, maxRedirects: 0 });
    if (res.status() >= 400) throw new Error(`POST ${path} was answered with ${res.status()}`);
  }

  status() {
    return this.answers.at(-1)?.status();
  }

  // served is the HTML that is shown: a page, and what stands in it since.
  served() {
    return Promise.all(this.answers.slice(this.answers.findLastIndex((r) => r.request().isNavigationRequest())).map((r) => r.text()));
  }

  policy() {
    return { "content-security-policy": this.answers.at(-1).headers()["content-security-policy"] };
  }

  // close leaves the page to the next.
  close() {
    for (const off of this.off) off();
  }
}

// unfold opens all that is folded.
export const unfold = (page) =>
  page.evaluate(() => {
    for (const fold of document.querySelectorAll("details")) fold.open = true;
  });
