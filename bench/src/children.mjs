// Programs that the run starts, each in a process group of its own, and their end whatever happens.
import { spawn, spawnSync } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const running = new Set();

// Settings of sorgraph that happen to be in the environment would change what is measured.
export const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("SORGRAPH_")));

/** Starts a program in the folder `cwd`, its output going to a file. */
export function start(command, args, { environment = {}, cwd, log }) {
  const output = openSync(log, "a");
  const child = spawn(command, args, {
    detached: true,
    stdio: ["ignore", output, output],
    cwd,
    env: { ...inherited, ...environment },
  });
  closeSync(output);
  const started = { pid: child.pid, log, ended: false };
  child.on("exit", () => { started.ended = true; });
  child.on("error", (error) => { Object.assign(started, { ended: true, error }); });
  running.add(started);
  return started;
}

/** Asks the program and all that it started to end; insists after five seconds. */
export async function stop(started) {
  running.delete(started);
  for (let wait = 0; !started.ended && wait < 100; wait += 1) {
    signal(started, wait === 0 ? "SIGTERM" : wait === 50 ? "SIGKILL" : 0);
    await sleep(100);
  }
}

function signal({ pid }, name) {
  try {
    process.kill(-pid, name);
  } catch {
    // It has ended in between.
  }
}

export function killAll() {
  for (const started of running) signal(started, "SIGKILL");
  running.clear();
}

export function output(started, lines = 20) {
  return started.error?.message ?? readFileSync(started.log, "utf8").split("\n").slice(-lines).join("\n");
}

/** Runs a program to its end and gives what it wrote. */
export function run(command, args, options = {}) {
  const done = spawnSync(command, args, { encoding: "utf8", env: inherited, ...options });
  if (done.status === 0) return done.stdout;
  throw new Error(`${command} ${args.join(" ")}: ${done.error?.message ?? done.stderr ?? ""}\n${done.stdout ?? ""}`);
}

/**
 * The same without holding up this process, so that a signal can end it. `progress` lets the program show on the
 * terminal how far it is; `watch` is given the child, to look at while it runs.
 */
export function runAside(command, args, { environment = {}, cwd, progress = false, watch } = {}) {
  return new Promise((resolve, reject) => {
    const errors = progress && process.stderr.isTTY ? "inherit" : "pipe";
    const stdio = ["ignore", "pipe", errors];
    const child = spawn(command, args, { detached: true, stdio, cwd, env: { ...inherited, ...environment } });
    const started = { pid: child.pid };
    running.add(started);
    let [out, err] = ["", errors === "inherit" ? "see above" : ""];
    child.stdout.on("data", (text) => { out += text; });
    child.stderr?.on("data", (text) => { err += text; });
    watch?.(child);
    child.on("error", reject);
    child.on("close", (code) => {
      running.delete(started);
      if (code === 0) resolve(out);
      else reject(new Error(`${command} ${args.join(" ")} ended with ${code}: ${err}\n${out}`));
    });
  });
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
