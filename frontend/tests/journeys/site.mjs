// A site for the journeys: a server of their own, and for each visit a browser
// with nothing in it, an address that no other visit has, and a wire between
// the two that remembers what went over it and can be cut.
import assert from "node:assert/strict";
import { once } from "node:events";
import http from "node:http";
import { after, before } from "node:test";
import { launch } from "../browser.mjs";
import { patience, start } from "./server.mjs";

// lanes is how many walk at once.
export const lanes = 2;

// both are the two ways in which every journey is walked.
export const both = [true, false];
export const how = (js) => `JavaScript ${js ? "on" : "off"}`;

const wide = { width: 1280, height: 800 };

let server, browser, weather;
const keepAlive = new http.Agent({ keepAlive: true });

before(async () => {
  weather = await elsewhere();
  [server, browser] = await Promise.all([start("--leave-url", weather.url, "--client-header", "X-Forwarded-For"), launch()]);
});
after(async () => {
  keepAlive.destroy();
  weather?.stop();
  for (const v of free) v.wire.stop();
  await within(browser?.close(), "the browser does not close");
  await server?.stop();
});

// within gives up waiting for what should take no time.
async function within(doing, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(what)), patience);
  });
  await Promise.race([doing, late]).finally(() => clearTimeout(timer));
}

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
  let address;
  const wire = {};
  wire.renew = () => {
    address = `192.0.2.${++visitors}`;
    Object.assign(wire, { sent: [], refuse: () => false, lose: () => false, path: (p) => p, change: null });
  };
  wire.renew();
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
    const on = http.request(server.url + wire.path(req.url), { method: req.method, headers, agent: keepAlive }, async (answer) => {
      entry.status = answer.statusCode;
      entry.cookie = answer.headers["set-cookie"];
      if (wire.lose(req)) {
        // The wire breaks when a part of the answer has come.
        res.writeHead(answer.statusCode, answer.headers);
        for await (const part of answer) {
          res.write(part.subarray(0, part.length / 2), () => req.socket.destroy());
          break;
        }
        return;
      }
      if (!wire.change) {
        res.writeHead(answer.statusCode, answer.headers);
        answer.pipe(res);
        return;
      }
      const parts = [];
      for await (const part of answer) parts.push(part);
      const whole = Buffer.concat(parts);
      const { "content-length": _, ...rest } = answer.headers;
      res.writeHead(answer.statusCode, rest);
      res.end(wire.change(path, whole.toString()) ?? whole);
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

// free are the browsers' contexts that nobody walks in just now. A new window
// costs more than five pages, so each is used again once it is as good as new.
const free = [];

async function arrive(js, options) {
  const wire = await lay();
  const context = await browser.newContext({ javaScriptEnabled: js, viewport: wide, baseURL: wire.base, ...options });
  context.setDefaultTimeout(patience);
  const v = { js, wire, context, base: wire.base, errors: [] };
  context.on("page", (page) => page.on("pageerror", (e) => v.errors.push(e.message)));
  v.page = await context.newPage();
  return v;
}

// tidy leaves nothing of a visit but the built files, which are kept for ever
// under names of their own, and steps in the window's history.
async function tidy(v) {
  await v.context.setOffline(false);
  if (v.page.isClosed()) v.page = await v.context.newPage();
  for (const other of v.context.pages()) if (other !== v.page) await other.close();
  v.page.removeAllListeners("dialog");
  await v.page.goto("/healthz"); // a page of the site, with nothing in it
  await v.page.evaluate(() => sessionStorage.clear());
  const devtools = await v.context.newCDPSession(v.page);
  await devtools.send("Storage.clearDataForOrigin", { origin: v.base, storageTypes: "all" });
  await devtools.detach();
  await v.context.clearCookies();
  await v.page.emulateMedia({ media: null });
  v.wire.renew();
  v.errors.length = 0;
}

async function leave(v) {
  await within(v.context.close(), "a visit does not end");
  v.wire.stop();
}

// visit gives a browser's context with nothing in it, and a page there. One that
// asks for options of its own, or to be fresh, gets a new one. When the test is
// over nothing may have failed on either side of the wire.
export async function visit(t, { js = true, width = wide.width, path = "/", fresh = false, ...options } = {}) {
  const own = fresh || Object.keys(options).length > 0;
  const at = own ? -1 : free.findIndex((v) => v.js === js);
  const v = at < 0 ? await arrive(js, options) : free.splice(at, 1)[0];
  t.after(async () => {
    const failed = v.wire.sent.filter((s) => s.status >= 500).map((s) => `${s.method} ${s.path} ${s.status}`);
    const errors = [...v.errors];
    if (own) await leave(v);
    else {
      await within(tidy(v), "a visit can't be tidied");
      free.push(v);
    }
    assert.deepEqual(errors, [], "scripts failed");
    assert.deepEqual(failed, [], "the server failed");
  });
  if (v.page.viewportSize().width !== width) await v.page.setViewportSize({ width, height: wide.height });
  if (path) await v.page.goto(path);
  return v;
}
