// Starts the demo on a free port with a folder of its own, runs the browser
// tests against it, all or those that are named, and stops it. What is named and
// is no test is run as it is.
import { spawn, spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const dir = await mkdtemp(join(tmpdir(), "alongside-browser-"));
const server = spawn("bin/alongside", ["serve", "--demo", "--addr", "127.0.0.1:0", "--data-dir", dir, "--log-level", "error",
  "--client-header", "X-Forwarded-For"], { stdio: ["ignore", "pipe", "inherit"] });
const stop = async () => {
  server.kill("SIGTERM");
  await new Promise((resolve) => server.on("exit", resolve));
  await rm(dir, { recursive: true, force: true });
};
const url = await new Promise((resolve, reject) => {
  createInterface({ input: server.stdout }).on("line", (line) => {
    const found = line.match(/^listening on (http:\S+)$/);
    if (found) resolve(found[1]);
  });
  server.on("exit", (code) => reject(new Error(`the server ended with ${code}`)));
});
server.removeAllListeners("exit");
// One listing is taken out, so that there is a page that says so: demo, methilhill-bingo-tea.
const gone = "8c3952ea-4250-521c-9d21-bf5929ff8afd";
const removed = spawnSync("go", ["run", "./tools/browser/remove", dir, gone], { stdio: "inherit" });
if (removed.status !== 0) {
  await stop();
  process.exit(1);
}
const folder = "frontend/tests";
const all = (await readdir(folder)).filter((f) => f.endsWith(".test.mjs") && !f.startsWith(".")).map((f) => join(folder, f));
const files = process.argv.length > 2 ? process.argv.slice(2) : all;
const how = files.every((f) => f.endsWith(".test.mjs")) ? ["--test", "--test-reporter=spec"] : [];
const tests = spawn(process.execPath, [...how, ...files], { stdio: "inherit", env: { ...process.env, ALONGSIDE_URL: url, ALONGSIDE_GONE: gone } });
const code = await new Promise((resolve) => tests.on("exit", resolve));
await stop();
process.exit(code ?? 1);
