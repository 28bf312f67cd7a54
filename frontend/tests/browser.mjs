// A browser for the tests: the system's Chromium, driven by playwright-core.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

export const base = process.env.ALONGSIDE_URL;
if (!base) throw new Error("ALONGSIDE_URL is not set: run node tools/browser/run.mjs");

const axeSource = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export function launch(options) {
  return chromium.launch({
    ...options,
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync"],
  });
}

// axe gives the violations of a page, each in one line. The page's own policy
// forbids scripts from outside it, so axe comes in through the debugger.
export async function axe(page) {
  await page.evaluate(axeSource);
  const result = await page.evaluate(() => window.axe.run({ resultTypes: ["violations"], preload: false }));
  return result.violations.map((v) => `${v.id}: ${v.help} (${v.nodes.map((n) => n.target.join(" ")).join("; ")})`);
}

// sideways gives how many pixels the page is wider than the window.
export function sideways(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
