// One sorgraph service on a database, as it is in production.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { ask } from "./ask.mjs";
import { freePort, output, start, stop } from "./children.mjs";

/** Longest start: a register of some millions of units is read in well under it. */
const patience = 900_000;

/** Starts the service and waits until it is ready; gives what it said of the register in memory, too. */
export async function serve({ tools, folder, databaseUrl, environment }) {
  const address = `127.0.0.1:${await freePort()}`;
  const log = join(folder, `serve-${address.split(":")[1]}.log`);
  const began = performance.now();
  const started = start(tools.sorgraph, ["serve"], {
    environment: {
      SORGRAPH_DATABASE_URL: databaseUrl,
      SORGRAPH_LISTEN: address,
      SORGRAPH_LOG: "warn,sorgraph::app=info",
      SORGRAPH_LOG_FORMAT: "json",
      SORGRAPH_RATE_ANONYMOUS: 0,
      SORGRAPH_RATE_KNOWN: 0,
      ...environment,
    },
    cwd: folder,
    log,
  });
  const check = () => {
    if (started.ended) throw new Error(`The service ended:\n${output(started)}`);
  };
  // Once the port is bound connections wait until the register is in memory: one question, not many.
  while (!(await ready(address))) {
    check();
    if (performance.now() - began > patience) throw new Error(`The service is not ready:\n${output(started)}`);
    await sleep(10);
  }
  const readySeconds = (performance.now() - began) / 1000;
  const url = `http://${address}/graphql`;
  const read = imageLine(readFileSync(log, "utf8"));
  if (!read) throw new Error(`The service does not tell of the register in memory:\n${output(started)}`);
  return {
    pid: started.pid,
    url,
    readySeconds,
    read,
    check,
    output: () => output(started),
    stop: () => stop(started),
    /** Asks, as whoever the token names. */
    async ask(query, variables = {}, token = null) {
      const headers = token ? { authorization: `Bearer ${token}` } : {};
      const { data } = await ask(url, JSON.stringify({ query: query.replace(/\s+/g, " "), variables }), headers);
      return data;
    },
  };
}

async function ready(address) {
  try {
    return (await fetch(`http://${address}/health/ready`)).status === 200;
  } catch {
    return false;
  }
}

/** The last of the log's lines on the register in memory: `{ revision, units, seconds }`; null where there is none. */
export function imageLine(log) {
  const lines = log.split("\n").filter((line) => line.includes('"the register is in memory"'));
  if (lines.length === 0) return null;
  const { revision, units, seconds } = JSON.parse(lines.at(-1)).fields;
  return { revision: Number(revision), units: Number(units), seconds: Number(seconds) };
}

/** Waits until the service answers from a revision, and gives the milliseconds since `since`. */
export async function reached(service, revision, since) {
  for (;;) {
    const { register } = await service.ask("{ register { revision } }");
    if (Number(register.revision) >= revision) return performance.now() - since;
    service.check();
    if (performance.now() - since > 120_000) throw new Error(`Revision ${revision} does not come.`);
    // Asking without a pause would cost the service more than the change.
    await sleep(4);
  }
}
