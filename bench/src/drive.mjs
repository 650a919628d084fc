// One drive: so many connections for so many seconds, each sending its next request when it has the answer to the last.
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";

import { runAside } from "./children.mjs";
import { cpuSeconds, peakMegabytes } from "./usage.mjs";

/** How much smaller the answers of a drive may be than those that were checked: it need not send all equally often. */
const sizeTolerance = 0.25;

async function load({ tools, url, file, seconds, connections, check, watch }) {
  const threads = Math.min(2, cpus().length, connections);
  const script = join(tools.bench, "src/drive.lua");
  const flags = ["-t", threads, "-c", connections, "-d", `${seconds}s`, "--timeout", "30s", "-s", script];
  const args = [...flags, url, "--", file, threads, check ? "check" : "fast"];
  const output = await runAside(tools.wrk, args.map(String), { watch });
  const counted = JSON.parse(output.trim().split("\n").at(-1));
  const errors = ["connect", "read", "write", "status", "timeout", "faults"].filter((name) => counted[name] > 0);
  if (errors.length > 0) {
    throw new Error(`${url}: ${errors.map((name) => `${counted[name]} × ${name}`).join(", ")} ${counted.fault}`);
  }
  if (counted.requests === 0) throw new Error(`${url}: not one answer in ${seconds} s`);
  return counted;
}

/** A load of reads beside something else: it goes on until `end` is called, which gives rate and times. */
export function loadBeside({ tools, url, file, connections }) {
  let pid;
  // Interrupted, wrk tells what it counted until then.
  const counted = load({ tools, url, file, seconds: 86_400, connections, watch: (child) => { pid = child.pid; } });
  counted.catch(() => {}); // Told by `end`.
  return {
    async end() {
      try {
        process.kill(pid, "SIGINT");
      } catch {
        // It has ended, and tells why.
      }
      return rates(await counted);
    },
  };
}

const rates = (counted) => ({
  requests: counted.requests,
  perSecond: counted.requests / (counted.microseconds / 1e6),
  p50: counted.p50 / 1000,
  p99: counted.p99 / 1000,
  most: counted.most / 1000,
});

/**
 * Warms the server up with all its answers checked, drives it at each number of connections, and checks its answers
 * again. `mean` is the size of an answer when all requests were asked once.
 */
export async function drive(context) {
  const { tools, server, running, shape, bodies, mean, seconds, connectionCounts, postmaster, folder } = context;
  const url = running.url(shape);
  const file = join(folder, `${server.name}-${shape.replaceAll(" ", "-")}.ndjson`);
  writeFileSync(file, `${bodies.join("\n")}\n`);
  const most = Math.max(...connectionCounts);
  const checked = (length) =>
    load({ tools, url, file, seconds: length, connections: most, check: server.kind !== "limit" });
  await checked(Math.ceil(seconds / 3));
  const results = [];
  for (const connections of connectionCounts) {
    const used = () => [cpuSeconds(running.pid), postmaster ? cpuSeconds(postmaster) : null];
    const [before, databaseBefore] = used();
    const counted = await load({ tools, url, file, seconds, connections });
    const [after, databaseAfter] = used();
    running.check();
    const size = counted.bytes / counted.requests;
    // Errors come in smaller answers: a drive that met them after the check is told by their size. Only one that sent
    // every request is sure to have the mean.
    if (counted.requests >= bodies.length && size < mean * (1 - sizeTolerance)) {
      throw new Error(`${server.title}, ${shape}: answers of ${Math.round(size)} bytes on average, not ${Math.round(mean)}`);
    }
    const each = (seconds) => (seconds * 1000) / counted.requests;
    results.push({
      server: server.name,
      shape,
      connections,
      ...rates(counted),
      serverCpu: each(after - before),
      databaseCpu: postmaster ? each(databaseAfter - databaseBefore) : null,
      bytes: size,
      peakMegabytes: peakMegabytes(running.pid),
    });
  }
  // What a drive may have brought about, such as a limit that is used up, shows in the answers after it.
  await checked(1);
  return results;
}
