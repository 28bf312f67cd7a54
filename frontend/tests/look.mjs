// Every page in every state: a picture of each in var/screenshots, and what axe
// and the measure of room say of it. Names of pages as arguments look at those
// alone.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { launch } from "./browser.mjs";
import * as checks from "./checks.mjs";
import { pages, usual, Visitor } from "./pages.mjs";

const folder = fileURLToPath(new URL("../../var/screenshots", import.meta.url));
const lanes = 2;
const widths = [320, 768, 1280];
const paper = 794; // A4 in CSS pixels, margins and all

// Each visit loads a page once; its looks change what the browser makes of it.
const screens = ["light", "dark"].flatMap((scheme) => widths.map((width) => ({ name: `${scheme}-${width}`, scheme, width })));
const visits = [
  { lang: "en", looks: [...screens, { name: "large-320", width: 320, text: 200 }, { name: "print", width: paper, media: { media: "print" } }] },
  { lang: "ar", looks: screens },
  { lang: "en", view: "simple", looks: widths.map((width) => ({ name: `simple-${width}`, width })) },
];

// look takes all pictures of a page, and gives what is wrong.
async function look(visitor, twins, it) {
  const out = [];
  for (const { looks, ...visit } of visits) {
    const state = { ...usual, ...visit, scripts: it.scripts ?? true };
    const tab = await visitor.open(it, { ...state, ...looks[0] });
    for (const { name, media, ...change } of looks) {
      tab.state = { ...state, ...change };
      await tab.page.setViewportSize({ width: tab.state.width, height: 800 });
      await tab.page.emulateMedia({ media: "screen", colorScheme: tab.state.scheme, ...media });
      await tab.page.evaluate((text) => {
        document.documentElement.style.fontSize = `${text}%`;
        scrollTo({ top: 0, behavior: "instant" });
      }, tab.state.text);
      await tab.page.screenshot({ path: join(folder, `${it.name}-${visit.lang}-${name}.png`), fullPage: true });
      const found = [...(await checks.usable(tab, twins)), ...(media ? [] : await checks.room(tab))];
      out.push(...found.map((f) => `${visit.lang}-${name}: ${f}`));
    }
    out.push(...tab.troubles);
    tab.close();
  }
  return out;
}

await mkdir(folder, { recursive: true });
const only = process.argv.slice(2);
const queue = pages.filter((it) => only.length === 0 || only.includes(it.name));
const count = queue.length;
const browser = await launch();
let done = 0;
let wrong = 0;
async function lane() {
  const visitor = new Visitor(browser);
  const twins = new checks.Twins(browser);
  for (let it; (it = queue.shift()); ) {
    const began = performance.now();
    const found = await look(visitor, twins, it).catch((e) => [e.message]);
    wrong += found.length;
    console.log(`${++done}/${count} ${it.name}: ${found.length || "nothing"} wrong, ${((performance.now() - began) / 1000).toFixed(1)} s${found.map((f) => `\n  ${f}`).join("")}`);
  }
}
await Promise.all(Array.from({ length: lanes }, lane));
await browser.close();
console.log(`${wrong || "Nothing"} wrong on ${count} pages; the pictures are in ${folder}`);
process.exit(wrong ? 1 : 0);
