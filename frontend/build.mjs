// Builds dist: styles and scripts bundled under names that carry a hash of
// their content, fonts copied from their package, and manifest.json, which says
// what is called how.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as esbuild from "esbuild";

const dist = "dist";
const fonts = "node_modules/@fontsource/atkinson-hyperlegible-next/files";
const weights = ["400", "700"];

await mkdir(dist, { recursive: true });
for (const name of await readdir(dist)) {
  if (name !== ".keep") await rm(join(dist, name), { recursive: true });
}

const manifest = {};

async function put(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 10);
  const hashed = name.replace(/(\.\w+)$/, `.${hash}$1`);
  await writeFile(join(dist, hashed), content);
  manifest[name] = hashed;
  return hashed;
}

const faces = [];
for (const weight of weights) {
  const file = await readFile(join(fonts, `atkinson-hyperlegible-next-latin-${weight}-normal.woff2`));
  const hashed = await put(`atkinson-${weight}.woff2`, file);
  faces.push(`@font-face{font-family:"Atkinson Hyperlegible Next";font-style:normal;font-weight:${weight};font-display:swap;src:url(/assets/${hashed}) format("woff2")}`);
}

const bundle = async (entry, options) => {
  const result = await esbuild.build({
    entryPoints: [entry], bundle: true, minify: true, write: false, legalComments: "none", ...options,
  });
  return result.outputFiles[0].text;
};

const css = await bundle("styles/main.css", { target: ["chrome90", "firefox90", "safari14"] });
await put("main.css", faces.join("") + css);
await put("main.js", await bundle("scripts/main.ts", { target: "es2020", format: "iife" }));
await put("icon.svg", await readFile("styles/icon.svg"));
await writeFile(join(dist, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
