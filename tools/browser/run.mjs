// Starts the demo on a free port with a folder of its own, runs the browser
// tests against it, and stops it.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const dir = await mkdtemp(join(tmpdir(), "alongside-browser-"));
const server = spawn("bin/alongside", ["serve", "--demo", "--addr", "127.0.0.1:0", "--data-dir", dir, "--log-level", "error"], {
  stdio: ["ignore", "pipe", "inherit"],
});
const stop = async () => {
  server.kill("SIGTERM");
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
const files = process.argv.slice(2);
const tests = spawn(process.execPath, ["--test", "--test-reporter=spec", ...(files.length ? files : ["frontend/tests/pages.test.mjs"])], {
  stdio: "inherit",
  env: { ...process.env, ALONGSIDE_URL: url },
});
const code = await new Promise((resolve) => tests.on("exit", resolve));
await stop();
process.exit(code ?? 1);
