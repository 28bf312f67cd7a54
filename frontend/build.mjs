// Builds dist: styles and scripts bundled under names that carry a hash of
// their content, fonts copied from their package, and manifest.json, which says
// what is called how.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";

const dist = "dist";
const fonts = "node_modules/@fontsource/atkinson-hyperlegible-next/files";
const weights = ["400", "700"];
// What of each subset a page needs decides which of them a browser asks for.
const subsets = {
  latin: "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD",
  "latin-ext": "U+0100-0130,U+0132-0151,U+0154-02BA,U+02BD-02C5,U+02C7-02D9,U+02DB,U+02DD-02FF,U+1E00-1EFF,U+20A0-20AB,U+20AD-20C0,U+2113",
};

await mkdir(dist, { recursive: true });
for (const name of await readdir(dist)) {
  if (name !== ".keep") await rm(join(dist, name), { recursive: true });
}

const manifest = {};

// put writes a file, and beside it what is smaller to send.
async function put(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 10);
  const hashed = name.replace(/(\.\w+)$/, `.${hash}$1`);
  await writeFile(join(dist, hashed), content);
  if (!name.endsWith(".woff2")) {
    await writeFile(join(dist, `${hashed}.br`), brotliCompressSync(content));
    await writeFile(join(dist, `${hashed}.gz`), gzipSync(content, { level: 9 }));
  }
  manifest[name] = hashed;
  return hashed;
}

const faces = [];
for (const [subset, range] of Object.entries(subsets)) {
  for (const weight of weights) {
    const file = await readFile(join(fonts, `atkinson-hyperlegible-next-${subset}-${weight}-normal.woff2`));
    const hashed = await put(`atkinson-${subset}-${weight}.woff2`, file);
    faces.push(`@font-face{font-family:"Atkinson Hyperlegible Next";font-weight:${weight};font-display:optional;src:url(/assets/${hashed}) format("woff2");unicode-range:${range}}`);
  }
}

const bundle = async (entry, options) => {
  const result = await esbuild.build({
    entryPoints: [entry], bundle: true, minify: true, write: false, legalComments: "eof", ...options,
  });
  return result.outputFiles[0].text;
};
const browsers = ["chrome90", "firefox90", "safari14"];
const style = (entry) => bundle(entry, { target: browsers, loader: { ".png": "dataurl" } });
const script = (entry) => bundle(entry, { target: "es2020", format: "iife" });

// main.css stands in every page itself; the others are asked for when needed.
await put("main.css", faces.join("") + (await style("styles/main.css")));
for (const name of ["main", "code", "map"]) await put(`${name}.js`, await script(`scripts/${name}.ts`));
for (const name of ["map", "styleguide"]) await put(`${name}.css`, await style(`styles/${name}.css`));
await put("sw.js", await script("scripts/sw.ts"));
await put("icon.svg", await readFile("styles/icon.svg"));
await writeFile(join(dist, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
