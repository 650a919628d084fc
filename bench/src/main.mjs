// The run: a register, the servers' answers compared, then one drive after another.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { demandAgreement } from "./agree.mjs";
import { askAll } from "./ask.mjs";
import { choose } from "./choose.mjs";
import { drive } from "./drive.mjs";
import { readOptions } from "./options.mjs";
import { makeDatabase, openPostgres } from "./postgres.mjs";
import { makeRegister } from "./register.mjs";
import { writeReport } from "./report.mjs";
import { bodiesOf, chosen, startServer } from "./servers.mjs";
import { compared } from "./shapes.mjs";
import { tidily } from "./tidy.mjs";
import { buildLimit, describe, findTools } from "./tools.mjs";

const say = (text) => console.error(`bench/run: ${text}`);
const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

/** Asks a server everything once: its bodies, the sizes of its answers, and the plain forms that are compared. */
async function interview(server, context, requests) {
  say(`asking ${server.title}`);
  const running = await startServer(server, context);
  try {
    const found = { startSeconds: running.startSeconds, shapes: {} };
    for (const [shape, list] of Object.entries(requests)) {
      const url = running.url(shape);
      const bodies = await bodiesOf(server, shape, list, url);
      const forms = [];
      const texts = await askAll(url, bodies, ({ data, text }, place) => {
        if (place < compared[shape]) forms[place] = server.graph.plain[shape](data);
        return server === context.stored ? text : { length: Buffer.byteLength(text) };
      });
      const sizes = texts.map((text) => (typeof text === "string" ? Buffer.byteLength(text) : text.length));
      found.shapes[shape] = { bodies, forms, mean: mean(sizes) };
      if (server === context.stored) store(context, shape, texts, sizes);
    }
    return found;
  } finally {
    await running.stop();
  }
}

/** Keeps the answer whose size is nearest to the mean, for the limit to send. */
function store({ bodies }, shape, texts, sizes) {
  const middle = mean(sizes);
  const distance = (place) => Math.abs(sizes[place] - middle);
  const best = texts.reduce((nearest, _, place) => (distance(place) < distance(nearest) ? place : nearest), 0);
  writeFileSync(join(bodies, `${shape}.json`), texts[best]);
}

async function measure(options, undo) {
  const tools = findTools();
  const folder = mkdtempSync(join(tmpdir(), "sorgraph-bench-"));
  undo(() => rmSync(folder, { recursive: true, force: true }));
  if (!options.servers || options.servers.includes("limit")) await buildLimit(tools, say);
  const list = chosen(options.servers, tools, say);
  const asked = list.filter(({ graph }) => graph);
  if (asked.length === 0) throw new Error("Nothing but the limit is chosen, and it needs another server's answers.");

  const postgres = await openPostgres(folder);
  undo(postgres.stop);
  if (!postgres.postmaster) say("PostgreSQL runs elsewhere: its CPU time is not told.");
  const database = await makeDatabase(postgres.url, `sorgraph_bench_${process.pid}`);
  undo(database.drop);
  const importSeconds = await makeRegister({ tools, databaseUrl: database.url, units: options.units, folder, say });
  const { requests, counts, depths } = await choose(database.url, options.shapes);

  const context = { tools, folder, databaseUrl: database.url, bodies: join(folder, "bodies"), stored: asked[0] };
  mkdirSync(context.bodies);
  const known = {};
  for (const server of asked) known[server.name] = await interview(server, context, requests);
  for (const [shape, list] of Object.entries(requests)) {
    const answers = Object.fromEntries(asked.map(({ name }) => [name, known[name].shapes[shape].forms]));
    demandAgreement(shape, list.slice(0, compared[shape]), answers);
  }
  say(`${asked.map(({ title }) => title).join(", ")}: the answers agree`);

  const drives = [];
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const shape of options.shapes) {
      for (const server of list) {
        const { bodies, mean: size } = (known[server.name] ?? known[context.stored.name]).shapes[shape];
        const running = await startServer(server, context);
        const done = await drive({
          ...context, server, running, shape, bodies, mean: server.graph ? size : 0, seconds: options.seconds,
          connectionCounts: options.connections, postmaster: postgres.postmaster,
        }).catch((error) => {
          throw new Error(`${error.message}\n${running.output()}`);
        }).finally(running.stop);
        drives.push(...done.map((result) => ({ round, ...result })));
        const rates = done.map(({ connections, perSecond }) => `${Math.round(perSecond)}/s × ${connections}`);
        say(`${shape} ${server.name}: ${rates.join(", ")}`);
      }
    }
  }
  const byShape = (take) => Object.fromEntries(options.shapes.map((shape) => [shape, take(shape)]));
  return {
    date: new Date().toISOString(),
    options,
    with: describe(tools, postgres),
    register: { ...counts, depths, requests: byShape((shape) => requests[shape].length) },
    importSeconds,
    startSeconds: Object.fromEntries(Object.entries(known).map(([name, { startSeconds }]) => [name, startSeconds])),
    servers: list.map(({ name, title, kind, workers = 1 }) => ({ name, title, kind, workers })),
    sizes: byShape((shape) => known[context.stored.name].shapes[shape].mean),
    drives,
  };
}

await tidily(say, async (undo) => {
  const options = readOptions(process.argv.slice(2));
  if (options.help) console.log(options.help);
  else console.log(writeReport(await measure(options, undo), findTools().bench));
});
