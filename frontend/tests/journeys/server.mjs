// A server with the demo directory, in a folder of its own.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const program = process.env.ALONGSIDE_BIN ?? fileURLToPath(new URL("../../../bin/alongside", import.meta.url));

// patience is how long anything may take, in milliseconds.
export const patience = Number(process.env.PATIENCE ?? 15_000);

// start gives the address of one, and how to stop it.
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
    let late = false;
    if (server.exitCode === null) {
      const timer = setTimeout(() => {
        late = true;
        server.kill("SIGKILL");
      }, patience);
      server.kill("SIGTERM");
      await once(server, "exit");
      clearTimeout(timer);
    }
    await rm(dir, { recursive: true, force: true });
    if (late) throw new Error("the server does not end when it is told to");
  };
  return { url, stop };
}
