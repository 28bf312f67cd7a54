// What a first visit costs on a slow phone: Chromium with its processor slowed
// four times, 400 ms to each answer and 400 kbit/s, an empty cache, against a
// warm server. Figures are printed beside what they should be, and nothing fails
// by them: how fast a machine is says nothing of the pages.
import { chromium } from "playwright-core";
import { start } from "./journeys/server.mjs";

const times = 5;
const slow = { offline: false, latency: 400, downloadThroughput: 400_000 / 8, uploadThroughput: 400_000 / 8 };

// first is what there is to use first on a page: a letter is typed into a field,
// and a button is pressed with Enter.
const pages = [
  { name: "home", path: "/", first: "#say" },
  { name: "results", path: "/search?q=singing&near=Leith", first: "#q" },
  { name: "listing", path: null, first: "button.keep" },
];

const columns = [
  { name: "HTML", unit: "KB", of: (m) => m.html, most: 14, says: "HTML with its CSS" },
  { name: "CSS", unit: "KB", of: (m) => m.css, says: "CSS beside it" },
  { name: "JS", unit: "KB", of: (m) => m.js, says: "JS" },
  { name: "HTML+CSS+JS", unit: "KB", of: (m) => m.html + m.css + m.js, most: 45, says: "HTML, CSS and JS" },
  { name: "fonts", unit: "KB", of: (m) => m.fonts, most: 60, says: "fonts" },
  { name: "other", unit: "KB", of: (m) => m.other, says: "other files" },
  { name: "painted", unit: "s", of: (m) => m.painted, most: 1.0, says: "painted (first contentful paint)" },
  { name: "usable", unit: "s", of: (m) => m.usable, says: "the first field or button can be used (at paint)" },
  { name: "done", unit: "s", of: (m) => m.done, most: 3.0, says: "scripts run, fonts there" },
  { name: "CLS", unit: "", of: (m) => m.shift, most: 0, says: "layout shift" },
];

// watch runs in the page, before anything of it.
function watch() {
  window.bench = { shift: 0, used: 0 };
  new PerformanceObserver((list) => {
    for (const e of list.getEntries()) window.bench.shift += e.value;
  }).observe({ type: "layout-shift", buffered: true });
  const used = (e) => {
    if (e.type === "click" && !e.target.closest(".keep")) return;
    if (e.type === "click") e.preventDefault();
    window.bench.used ||= performance.now();
  };
  addEventListener("input", used, true);
  addEventListener("click", used, true);
}

function figures() {
  const [came] = performance.getEntriesByType("navigation");
  const files = performance.getEntriesByType("resource");
  const bytes = (ending) => files.filter((f) => ending.test(new URL(f.name).pathname)).reduce((sum, f) => sum + f.encodedBodySize, 0) / 1000;
  const last = Math.max(came.domContentLoadedEventEnd, ...files.filter((f) => /\.(js|woff2)$/.test(new URL(f.name).pathname)).map((f) => f.responseEnd));
  return {
    html: came.encodedBodySize / 1000, css: bytes(/\.css$/), js: bytes(/\.js$/), fonts: bytes(/\.woff2$/), other: bytes(/^(?!.*\.(css|js|woff2)$)/),
    painted: performance.getEntriesByName("first-contentful-paint")[0].startTime / 1000, done: last / 1000, shift: window.bench.shift,
  };
}

// ready gives the focus to what is used first, once the page is painted.
const ready = (first) => `(() => {
  const e = performance.getEntriesByName("first-contentful-paint").length && document.querySelector(${JSON.stringify(first)});
  if (!e) return false;
  const fold = e.closest("details");
  if (fold) fold.open = true;
  e.focus();
  return document.activeElement === e;
})()`;

// visit opens a page for the first time.
async function visit(browser, url, look) {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true });
  try {
    const page = await context.newPage();
    await page.addInitScript(watch);
    const phone = await context.newCDPSession(page);
    await phone.send("Network.enable");
    await phone.send("Network.emulateNetworkConditions", slow);
    await phone.send("Emulation.setCPUThrottlingRate", { rate: 4 });
    await page.goto(url, { waitUntil: "commit" });
    return await look(page, phone);
  } finally {
    await context.close();
  }
}

async function measure(browser, url, first) {
  const whole = await visit(browser, url, async (page) => {
    await page.waitForLoadState("networkidle");
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    return page.evaluate(figures);
  });
  const usable = await visit(browser, url, async (page, phone) => {
    while (!(await phone.send("Runtime.evaluate", { expression: ready(first) })).result.value);
    const key = first.startsWith("button") ? { key: "Enter", code: "Enter", text: "\r", windowsVirtualKeyCode: 13 } : { key: "a", text: "a" };
    await phone.send("Input.dispatchKeyEvent", { type: "keyDown", ...key });
    await phone.send("Input.dispatchKeyEvent", { type: "keyUp", ...key });
    await page.waitForFunction(() => window.bench.used);
    return page.evaluate(() => window.bench.used / 1000);
  });
  return { ...whole, usable };
}

const sorted = (all) => all.toSorted((a, b) => a - b);
const median = (all) => sorted(all)[Math.floor(all.length / 2)];
const shown = (n, c) => (c.name === "CLS" ? n.toFixed(4) : n.toFixed(c.unit === "s" ? 2 : 1));

const server = await start();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--disable-quic"] });
try {
  const found = await (await fetch(`${server.url}/search?q=singing&near=Leith`)).text();
  pages[2].path = found.match(/href="(\/listings\/[^"]+)"/)[1];
  const results = [];
  for (const p of pages) {
    await (await fetch(server.url + p.path, { headers: { "Accept-Encoding": "br, gzip" } })).text(); // the server is warm
    const all = [];
    for (let i = 0; i < times; i++) all.push(await measure(browser, server.url + p.path, p.first));
    results.push({ ...p, all });
  }
  console.log(`First visit on a slow phone (processor slowed 4 times, 400 ms, 400 kbit/s), the median of ${times} and the worst.`);
  console.log("The time that a connection takes to be made is not in it.\n");
  const rows = [["", ...results.map((r) => r.name), "target"]];
  for (const c of columns) {
    const target = c.most === undefined ? "" : c.most === 0 ? "0" : `at most ${c.most}${c.unit ? ` ${c.unit}` : ""}`;
    const cells = results.map((r) => {
      const all = r.all.map(c.of);
      const [mid, worst] = [shown(median(all), c), shown(Math.max(...all), c)];
      const over = c.most !== undefined && Number(worst) > c.most ? " !" : "";
      return (mid === worst ? mid : `${mid} (${worst})`) + over;
    });
    rows.push([`${c.says}${c.unit ? `, ${c.unit}` : ""}`, ...cells, target]);
  }
  const late = results.map((r) => r.all.map((m) => m.usable - m.painted));
  rows.push(["usable after paint, s", ...late.map((all) => `${median(all).toFixed(2)} (${Math.max(...all).toFixed(2)})`), "0, but for the time to press"]);
  const widths = rows[0].map((_, i) => Math.max(...rows.map((r) => r[i].length)));
  for (const r of rows) console.log(r.map((cell, i) => (i ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join("   ").trimEnd());
} finally {
  await browser.close();
  await server.stop();
}
