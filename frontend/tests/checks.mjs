// What holds for every page in every state. Each check gives what is wrong, a
// line for each.
import { HtmlValidate, StaticConfigLoader } from "html-validate";
import { axe, sideways } from "./browser.mjs";
import rules from "./htmlvalidate.mjs";
import { unfold } from "./pages.mjs";

const validator = new HtmlValidate(new StaticConfigLoader(rules));

// markup looks at the HTML as it was sent.
export async function markup(tab) {
  const out = new Set();
  for (const html of await tab.served()) {
    const { results } = await validator.validateString(html);
    for (const m of results.flatMap((r) => r.messages)) out.add(`html: ${m.message} (${m.ruleId}, ${m.selector ?? `line ${m.line}`})`);
  }
  return [...out];
}

// frame looks at what each page has once: its language, its landmarks and its
// headings.
export function frame(tab) {
  const { lang } = tab.state;
  return tab.page.evaluate(
    ({ lang, dir }) => {
      const out = [];
      const seen = (e) => e.checkVisibility();
      const one = (selector) => {
        const n = [...document.querySelectorAll(selector)].filter((e) => e.checkVisibility() || getComputedStyle(e).display === "contents").length;
        if (n !== 1) out.push(`${n} of ${selector}`);
      };
      if (document.documentElement.lang !== lang) out.push(`lang is ${document.documentElement.lang}`);
      if (document.documentElement.dir !== dir || getComputedStyle(document.body).direction !== dir) out.push(`dir is ${document.documentElement.dir}`);
      for (const selector of ["h1", "main", "main h1", "body > header", "body > footer"]) one(selector);
      const headings = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(seen);
      let before = 0;
      for (const h of headings) {
        const level = Number(h.tagName[1]);
        if (h.closest(".summary")) continue; // what is at fault stands above all
        if (before === 0 && level !== 1) out.push(`the first heading is ${h.tagName}`);
        if (level > before + 1) out.push(`${h.tagName} “${h.textContent.trim()}” follows H${before}`);
        before = level;
      }
      for (const f of document.querySelectorAll("fieldset")) if (!f.querySelector(":scope > legend")?.textContent.trim()) out.push(`a group of fields has no name: ${f.id}`);
      for (const f of document.forms) {
        const asks = [...f.elements].some((e) => e.checkVisibility() && /^(INPUT|SELECT|TEXTAREA)$/.test(e.tagName));
        if (asks && ![...f.elements].some((e) => e.type === "submit" && e.checkVisibility()) && !f.hasAttribute("data-well")) out.push(`a form has no button: ${f.action}`);
      }
      const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
      for (const id of new Set(ids.filter((id, i) => ids.indexOf(id) !== i))) out.push(`the id ${id} is there twice`);
      return out;
    },
    { lang, dir: lang === "ar" ? "rtl" : "ltr" },
  );
}

// room looks for what is cut off, covered or too small to tap.
export async function room(tab) {
  const out = [];
  const wide = await sideways(tab.page);
  if (wide !== 0) out.push(`it scrolls sideways by ${wide} px`);
  out.push(
    ...(await tab.page.evaluate((fingers) => {
      const out = [];
      const name = (e) => `${e.tagName.toLowerCase()}${e.id && `#${e.id}`}${e.className && typeof e.className === "string" ? `.${e.className.split(" ").join(".")}` : ""} “${(e.textContent || e.value || "").trim().replace(/\s+/g, " ").slice(0, 40)}”`;
      const hidden = (e) => !e.checkVisibility({ visibilityProperty: true }) || e.closest(".hidden, .skip, .leaflet-container"); // a map goes on beyond its edge
      scrollTo({ top: 0, behavior: "instant" });
      const words = [];
      const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let n; (n = walk.nextNode()); ) {
        if (!n.data.trim() || hidden(n.parentElement)) continue;
        if (/[\uFFFD\u0000-\u0008\u000E-\u001F]/.test(n.data)) out.push(`no words: ${JSON.stringify(n.data)}`);
        const range = document.createRange();
        range.selectNodeContents(n);
        for (const box of range.getClientRects()) if (box.width > 0) words.push([n, box]);
      }
      const edge = document.documentElement.clientWidth;
      for (const [n, box] of words) if (box.left < -0.5 || box.right > edge + 0.5) out.push(`cut off: ${name(n.parentElement)}`);
      const leave = document.querySelector(".leave").getBoundingClientRect();
      for (const [n, box] of words) {
        if (n.parentElement.closest(".leave")) continue;
        if (box.left < leave.right - 1 && box.right > leave.left + 1 && box.top < leave.bottom - 1 && box.bottom > leave.top + 1) out.push(`under “Leave now”: ${name(n.parentElement)}`);
      }
      // A field of choice is as large as its words; a link within running text is
      // excepted, and so is one that is a heading.
      const targets = "button, [role=button], input, select, textarea, summary, nav a, header a, footer a, a.button, .acts a, .ways a, .chosen a, .sort a, .kinds a";
      for (const e of document.querySelectorAll(targets)) {
        if (hidden(e) || e.type === "hidden") continue;
        const box = (["checkbox", "radio"].includes(e.type) ? e.closest("label") ?? e : e).getBoundingClientRect();
        const least = fingers ? 44 : 24;
        if (box.width < least - 0.5 || box.height < least - 0.5) out.push(`small: ${name(e)} is ${Math.round(box.width)} × ${Math.round(box.height)}`);
      }
      return [...new Set(out)];
    }, tab.state.width === 320)),
  );
  return out;
}

// What one can be on with the keyboard, in the order of the page.
const stops = () => {
  const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")];
  return all.filter((e) => {
    if (e.tabIndex < 0 || e.disabled || e.type === "hidden" || !e.checkVisibility({ visibilityProperty: true })) return false;
    if (e.type !== "radio") return true;
    const group = all.filter((o) => o.type === "radio" && o.name === e.name && o.form === e.form);
    return e === (group.find((o) => o.checked) ?? group[0]);
  });
};

// at says what is wrong with how what has the focus is shown.
const at = () => {
  const e = document.activeElement;
  const out = [];
  const shown = e.closest(".taps, .ticks, .week")?.contains(e) ? e : e;
  const style = getComputedStyle(shown);
  if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) out.push("its focus is not seen");
  const boxes = [...e.getClientRects()].filter((b) => b.width && b.height);
  const area = (b) => b.width * b.height;
  const within = (b, c) => Math.max(0, Math.min(b.right, c.right) - Math.max(b.left, c.left)) * Math.max(0, Math.min(b.bottom, c.bottom) - Math.max(b.top, c.top));
  const all = boxes.reduce((sum, b) => sum + area(b), 0);
  const window = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
  // Of a field of several lines a browser shows the line that is written on.
  if (boxes.reduce((sum, b) => sum + within(b, window), 0) < Math.min(0.9 * all, 44 * boxes[0].width)) out.push("it is out of sight");
  const leave = document.querySelector(".leave");
  if (e !== leave && boxes.reduce((sum, b) => sum + within(b, leave.getBoundingClientRect()), 0) > 0.5 * all) out.push("it is under “Leave now”");
  return out;
};

const howMany = 15;

// keyboard walks the first stops forwards, and half as many backwards from the
// last.
export async function keyboard(tab) {
  const { page } = tab;
  const out = new Set();
  const all = await page.evaluateHandle(`(${stops})()`);
  const n = await all.evaluate((all) => {
    document.documentElement.style.scrollBehavior = "auto";
    return all.length;
  });
  for (const line of await all.evaluate((all) => all.filter((e) => e.tabIndex > 0).map((e) => `tabindex ${e.tabIndex}: ${e.outerHTML.slice(0, 80)}`))) out.add(line);
  if ((await all.evaluate((all) => all[0].className)) !== "skip") out.add("the first stop is not the way past the menu");
  for (const [from, key, step] of [[0, "Tab", 1], [n - 1, "Shift+Tab", -1]]) {
    await all.evaluate((all, i) => {
      document.activeElement.blur();
      all[i].focus();
    }, from);
    for (let k = 1; k < Math.min(n, step > 0 ? howMany : howMany / 2); k++) {
      await page.keyboard.press(key);
      const faults = await all.evaluate(
        (all, [i, at]) => {
          const say = (e) => `${e.outerHTML.replace(/\s+/g, " ").slice(0, 90)}`;
          const e = document.activeElement;
          if (e !== all[i]) return [`${say(e)} comes instead of ${say(all[i])}`];
          return new Function(`return (${at})()`)().map((f) => `${f}: ${say(e)}`);
        },
        [from + step * k, String(at)],
      );
      for (const f of faults) out.add(`${key} ${k}: ${f}`);
      if (faults.some((f) => f.includes("instead"))) break;
    }
  }
  return [...out];
}

const fields = ["textbox", "searchbox", "combobox", "checkbox", "radio", "listbox", "spinbutton", "button", "link", "DisclosureTriangle"];

// tree looks at the page as a screen reader is given it.
export async function tree(tab) {
  const out = [];
  const cdp = await tab.context.newCDPSession(tab.page);
  const { nodes } = await cdp.send("Accessibility.getFullAXTree");
  await cdp.detach();
  const byId = new Map(nodes.map((n) => [n.nodeId, n]));
  const role = (n) => n.role?.value;
  const named = (n) => n.name?.value?.trim() ?? "";
  const told = nodes.filter((n) => !n.ignored);
  const inside = (n, r) => {
    for (let up = byId.get(n.parentId); up; up = byId.get(up.parentId)) if (role(up) === r) return true;
    return false;
  };
  const title = named(nodes.find((n) => role(n) === "RootWebArea"));
  const h1 = told.filter((n) => role(n) === "heading" && n.properties.some((p) => p.name === "level" && p.value.value === 1));
  for (const landmark of ["banner", "main", "contentinfo"]) {
    const n = told.filter((n) => role(n) === landmark).length;
    if (n !== 1) out.push(`tree: ${n} of ${landmark}`);
  }
  if (h1.length !== 1 || !named(h1[0]) || !inside(h1[0], "main")) out.push("tree: the main part has not one heading that names it");
  if (!/ – ./.test(title)) out.push(`tree: the title is “${title}”`);
  const menus = told.filter((n) => role(n) === "navigation").map(named);
  if (menus.length < 2 || menus.some((m) => !m) || new Set(menus).size !== menus.length) out.push(`tree: menus are called ${menus.map((m) => `“${m}”`).join(", ")}`);
  for (const n of told) {
    if (fields.includes(role(n)) && !named(n)) out.push(`tree: a ${role(n)} has no name`);
  }
  return [...new Set(out)];
}

// usable looks with axe-core. A page without scripts can't run it, and so it
// looks at its twin: the same answer where scripts run, but are empty.
export async function usable(tab, twins) {
  if (tab.state.scripts) return (await axe(tab.page)).map((v) => `axe: ${v}`);
  const { scheme, width, text } = tab.state;
  const page = await twins.page();
  const url = tab.page.url().split("#")[0];
  const body = (await tab.served()).at(-1).replace(/<\/?noscript>/g, "");
  await page.setViewportSize({ width, height: 800 });
  await page.emulateMedia({ colorScheme: scheme });
  await page.route(url, (route) => route.fulfill({ contentType: "text/html; charset=utf-8", headers: tab.policy(), body }));
  try {
    await page.goto(url);
    await unfold(page);
    await page.evaluate((text) => (document.documentElement.style.fontSize = `${text}%`), text);
    return (await axe(page)).map((v) => `axe: ${v}`);
  } finally {
    await page.unroute(url);
  }
}

// Twins gives the page in which twins are shown.
export class Twins {
  constructor(browser) {
    this.browser = browser;
  }

  async page() {
    this.made ??= this.browser.newContext().then(async (context) => {
      const page = await context.newPage();
      await page.route("**/*.js", (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
      return page;
    });
    return this.made;
  }
}

// still looks for what moves where less motion is asked for.
export const still = ({ page }) =>
  page.evaluate(() => {
    const out = document.getAnimations().map((a) => `it moves: ${a.effect?.target?.outerHTML.slice(0, 80)}`);
    for (const e of document.querySelectorAll("*")) {
      const style = getComputedStyle(e);
      if (style.scrollBehavior === "smooth") out.push(`it glides: ${e.tagName}`);
      if (parseFloat(style.animationDuration) > 0 || parseFloat(style.transitionDuration) > 0) out.push(`it would move: ${e.outerHTML.slice(0, 80)}`);
    }
    return out;
  });

// shapes looks for what only a colour of our own tells, where people's own
// colours take its place.
export const shapes = ({ page }) =>
  page.evaluate(() => {
    const out = [];
    const seen = (e) => e.checkVisibility({ visibilityProperty: true });
    const edged = (e) => ["Top", "Right", "Bottom", "Left"].some((side) => getComputedStyle(e)[`border${side}Style`] !== "none" && parseFloat(getComputedStyle(e)[`border${side}Width`]) > 0);
    for (const e of document.querySelectorAll("button, .button, .leave, input[type=text], input[type=search], select, textarea, .chips li, .kinds a")) {
      if (seen(e) && !edged(e) && !e.closest(".chips li, .languages")) out.push(`no edge: ${e.outerHTML.slice(0, 80)}`);
    }
    const kept = document.querySelector(".keep[aria-pressed=true]");
    const not = document.querySelector(".keep[aria-pressed=false]");
    if (kept && not && getComputedStyle(kept).borderTopStyle === getComputedStyle(not).borderTopStyle) out.push("what is kept looks like what is not");
    const line = (e) => getComputedStyle(e).borderBottomColor + getComputedStyle(e).borderBottomStyle;
    const current = document.querySelector(".sort [aria-current]");
    const other = document.querySelector(".sort a:not([aria-current])");
    if (current && line(current) === line(other)) out.push("how things are sorted looks like how they are not");
    for (const e of document.querySelectorAll("nav [aria-current]")) if (getComputedStyle(e).fontWeight < 700) out.push(`where one is looks like the rest: ${e.textContent}`);
    return out;
  });

// all is everything that holds for a page in a state.
export async function all(tab, twins) {
  const out = [...tab.troubles];
  if (tab.status() !== (tab.it.status ?? 200)) out.push(`it was answered with ${tab.status()}`);
  out.push(...(await frame(tab)), ...(await room(tab)), ...(await tree(tab)));
  const { width, text } = tab.state;
  if (width === 320 || (width === 1280 && text === 100)) out.push(...(await keyboard(tab))); // the least room, and the most
  out.push(...(await usable(tab, twins)), ...(await markup(tab)));
  out.push(...tab.troubles.filter((t) => !out.includes(t)));
  return out;
}
