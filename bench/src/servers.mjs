// The servers that are measured, as data, and how one of them is started.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { freePort, output, start, stop } from "./children.mjs";
import { ask } from "./ask.mjs";
import * as postgraphile from "./graphs/postgraphile.mjs";
import * as sorgraph from "./graphs/sorgraph.mjs";

/** Connections to the database that each server has in all. */
export const databaseConnections = 8;

const plans = { SORGRAPH_IMAGE: "true", SORGRAPH_PLANS: "true" };

/**
 * Variants of sorgraph are a name, a title and settings, and a program of their own where it is not the release.
 * The first one that is measured is what the others are compared with, and its answers are the stored bodies.
 */
const variants = [
  { name: "plans", title: "sorgraph, plans", environment: plans },
  { name: "memory", title: "sorgraph, no plans", environment: { SORGRAPH_IMAGE: "true", SORGRAPH_PLANS: "false" } },
  { name: "database", title: "sorgraph, database", environment: { SORGRAPH_IMAGE: "false" } },
  // As bench/pgo builds it: only when it is named, for it has to be built before.
  { name: "counted", title: "sorgraph, bench/pgo", environment: plans, program: "counted", named: true },
  // Remembers whole answers: only when it is named, never beside those that work them out.
  { name: "cached", title: "sorgraph, cached", environment: { SORGRAPH_ANSWER_CACHE_MB: "64" }, named: true },
];

export const servers = [
  ...variants.map((variant) => ({ ...variant, kind: "sorgraph", graph: sorgraph })),
  {
    name: "postgraphile",
    title: "PostGraphile 5",
    kind: "peer",
    graph: postgraphile,
    script: "postgraphile.mjs",
    workers: 2,
  },
  {
    name: "yoga",
    title: "graphql-yoga + DataLoader",
    kind: "peer",
    graph: sorgraph,
    script: "yoga/server.mjs",
    workers: 2,
  },
  { name: "limit", title: "stored body (the limit)", kind: "limit" },
];

/** How the program is called: command, arguments and environment. */
function call(server, { tools, databaseUrl, bodies, port }) {
  const address = `127.0.0.1:${port}`;
  if (server.kind === "limit") return [tools.limit, [address, bodies], {}];
  if (server.kind === "peer") {
    return [process.execPath, [join(tools.bench, "peers", server.script)], {
      BENCH_DATABASE_URL: databaseUrl,
      BENCH_PORT: port,
      BENCH_WORKERS: server.workers,
      BENCH_DATABASE_CONNECTIONS: databaseConnections,
      NODE_ENV: "production",
      GRAPHILE_ENV: "production",
    }];
  }
  return [tools[server.program ?? "sorgraph"], ["serve"], {
    SORGRAPH_DATABASE_URL: databaseUrl,
    SORGRAPH_DATABASE_CONNECTIONS: databaseConnections,
    SORGRAPH_LISTEN: address,
    SORGRAPH_LOG: "warn",
    SORGRAPH_RATE_ANONYMOUS: 0,
    ...server.environment,
  }];
}

/** Starts the server and waits for its first answer. */
export async function startServer(server, context) {
  const port = await freePort();
  const [command, args, environment] = call(server, { ...context, port });
  const began = performance.now();
  const log = join(context.folder, `${server.name}.log`);
  const started = start(command, args, { environment, cwd: context.folder, log });
  const root = `http://127.0.0.1:${port}/graphql`;
  const url = (shape) => (server.kind === "limit" ? `${root}/${shape}` : root);
  const first = server.kind === "limit" ? url(storedShapes(context.bodies)[0]) : root;
  for (;;) {
    if (started.ended) throw new Error(`${server.title} ended at once:\n${output(started)}`);
    if (performance.now() - began > 60_000) throw new Error(`${server.title} does not answer:\n${output(started)}`);
    try {
      await ask(first, '{"query":"{ __typename }"}');
      break;
    } catch (error) {
      // Not listening yet; any answer that is not a good one is a fault.
      if (!(error instanceof TypeError)) throw new Error(`${error.message}\n${output(started)}`);
      await sleep(10);
    }
  }
  return {
    pid: started.pid,
    url,
    startSeconds: (performance.now() - began) / 1000,
    stop: () => stop(started),
    check() {
      if (started.ended) throw new Error(`${server.title} ended in the run:\n${output(started)}`);
    },
    output: () => output(started),
  };
}

function storedShapes(folder) {
  return readdirSync(folder).map((file) => file.replace(/\.json$/, ""));
}

/** The bodies of all requests of a shape. A second page starts at the cursor that the server itself gave. */
export async function bodiesOf(server, shape, requests, url) {
  const { documents, cursor } = server.graph;
  const body = (variables) => JSON.stringify({ query: documents[shape].replace(/\s+/g, " "), variables });
  const bodies = [];
  for (const { page, ...variables } of requests) {
    if (page !== 2) bodies.push(body(variables));
    else bodies.push(body({ ...variables, after: cursor((await ask(url, body(variables))).data) }));
  }
  return bodies;
}

/** The servers asked for that can run here. */
export function chosen(names, tools, say) {
  const unknown = names?.find((name) => !servers.some((server) => server.name === name));
  const all = servers.map(({ name }) => name).join(", ");
  if (unknown) throw new Error(`There is no server "${unknown}"; there are ${all}.`);
  return servers.filter(({ name, kind, title, named, program }) => {
    if (names ? !names.includes(name) : named) return false;
    if (program && !existsSync(tools[program])) throw new Error(`${tools[program]} is not there: bench/pgo builds it.`);
    if (kind !== "limit" || existsSync(tools.limit)) return true;
    say(`${title} is left out: ${tools.limit} is not there and could not be built.`);
    return false;
  });
}
