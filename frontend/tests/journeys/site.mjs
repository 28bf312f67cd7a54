// A site for the journeys: a server of their own, and for each visit a browser
// with nothing in it, an address that no other visit has, and a wire between
// the two that remembers what went over it and can be cut.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before } from "node:test";
import { fileURLToPath } from "node:url";
import { launch } from "../browser.mjs";

const program = process.env.ALONGSIDE_BIN ?? fileURLToPath(new URL("../../../bin/alongside", import.meta.url));

// both are the two ways in which every journey is walked.
export const both = [true, false];
export const how = (js) => `JavaScript ${js ? "on" : "off"}`;

// start gives the address of a server with the demo directory and how to stop it.
export async function start(...flags) {
  const dir = await mkdtemp(join(tmpdir(), "alongside-journeys-"));
  const server = spawn(program, ["serve", "--demo", "--addr", "127.0.0.1:0", "--data-dir", dir, "--log-level", "error", ...flags], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await new Promise((resolve, reject) => {
    createInterface({ input: server.stdout }).on("line", (line) => {
      const found = line.match(/^listening on (http:\S+)$/);
      if (found) resolve(found[1]);
    });
    server.on("exit", (code) => reject(new Error(`the server ended with ${code}`)));
  });
  const stop = async () => {
    if (server.exitCode === null) {
      server.kill("SIGTERM");
      await once(server, "exit");
    }
    await rm(dir, { recursive: true, force: true });
  };
  return { url, stop };
}

let server, browser, weather;
const keepAlive = new http.Agent({ keepAlive: true });

before(async () => {
  weather = await elsewhere();
  [server, browser] = await Promise.all([start("--leave-url", weather.url, "--client-header", "X-Forwarded-For"), launch()]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
  weather?.stop();
  keepAlive.destroy();
});

// elsewhere is the page to which "Leave now" leads: it remembers who asked.
async function elsewhere() {
  const asked = [];
  const s = http.createServer((req, res) => {
    if (req.url === "/weather") asked.push(req.headers);
    res.setHeader("Content-Type", "text/html").end("<!doctype html><title>Weather</title><h1>Rain later</h1>");
  });
  s.listen(0, "127.0.0.1");
  await once(s, "listening");
  return { url: `http://127.0.0.1:${s.address().port}/weather`, asked, stop: () => (s.closeAllConnections(), s.close()) };
}

export const leaving = () => weather;

let visitors = 0;

// lay gives a wire to the server: all that goes over it comes from an address of
// its own.
async function lay() {
  const address = `192.0.2.${++visitors}`;
  const wire = { sent: [], refuse: () => false, change: null };
  const s = http.createServer(async (req, res) => {
    const chunks = [];
    for await (const chunk of req) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const path = new URL(req.url, "http://x").pathname;
    if (wire.refuse(req)) {
      req.socket.destroy();
      return;
    }
    const entry = { method: req.method, url: req.url, path, headers: req.rawHeaders.join("\n"), body: body.toString("latin1") };
    wire.sent.push(entry);
    const headers = { ...req.headers, "x-forwarded-for": address };
    if (wire.change) delete headers["accept-encoding"];
    const on = http.request(server.url + req.url, { method: req.method, headers, agent: keepAlive }, async (answer) => {
      entry.status = answer.statusCode;
      entry.cookie = answer.headers["set-cookie"];
      res.writeHead(answer.statusCode, answer.headers);
      if (!wire.change) {
        answer.pipe(res);
        return;
      }
      const parts = [];
      for await (const part of answer) parts.push(part);
      const whole = Buffer.concat(parts);
      const changed = wire.change(path, whole.toString());
      res.removeHeader("content-length");
      res.end(changed ?? whole);
    });
    on.on("error", () => req.socket.destroy());
    on.end(body);
  });
  s.listen(0, "127.0.0.1");
  await once(s, "listening");
  wire.base = `http://127.0.0.1:${s.address().port}`;
  // cut loses all that is asked from now on, and mend heals it.
  wire.cut = () => {
    wire.refuse = () => true;
    s.closeAllConnections();
  };
  wire.mend = () => (wire.refuse = () => false);
  wire.stop = () => (s.closeAllConnections(), s.close());
  return wire;
}

// visit gives a new browser's context with a page in it. When the test is over
// nothing may have failed on either side of the wire.
export async function visit(t, { js = true, width = 1280, path = "/", ...options } = {}) {
  const wire = await lay();
  const context = await browser.newContext({ javaScriptEnabled: js, viewport: { width, height: 800 }, baseURL: wire.base, ...options });
  context.setDefaultTimeout(Number(process.env.PATIENCE ?? 10_000));
  const errors = [];
  context.on("page", (page) => page.on("pageerror", (e) => errors.push(e.message)));
  const page = await context.newPage();
  t.after(async () => {
    await context.close();
    wire.stop();
    assert.deepEqual(errors, [], "scripts failed");
    assert.deepEqual(wire.sent.filter((s) => s.status >= 500).map((s) => `${s.method} ${s.path} ${s.status}`), [], "the server failed");
  });
  if (path) await page.goto(path);
  return { page, context, wire, base: wire.base, errors };
}
