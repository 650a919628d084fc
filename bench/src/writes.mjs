// Commits: one at a time, several at once, beside reads; and how far a second service on the database is behind.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";

import { freePort, inherited, killAll, run, runAside, start, stop } from "./children.mjs";
import { documents } from "./graphs/sorgraph.mjs";
import { makeDatabase, openPostgres } from "./postgres.mjs";
import { figure } from "./report.mjs";
import { findTools } from "./tools.mjs";

const { values } = parseArgs({ options: { units: { type: "string", default: "160000" }, commits: { type: "string", default: "1000" } } });
const [units, commits] = [Number(values.units), Number(values.commits)];
const say = (text) => console.error(`bench/writes: ${text}`);
const middle = (numbers) => numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)];

const tools = findTools();
const folder = mkdtempSync(join(tmpdir(), "sorgraph-writes-"));

/** A service on a database, by one of sorgraph's commands; gives `{ url, ask, stop }`. */
async function serve(command, databaseUrl, extra = {}) {
  const listen = `127.0.0.1:${await freePort()}`;
  const environment = {
    SORGRAPH_DATABASE_URL: databaseUrl, SORGRAPH_LISTEN: listen, SORGRAPH_LOG: "warn",
    SORGRAPH_RATE_ANONYMOUS: "0", SORGRAPH_RATE_KNOWN: "0", ...extra,
  };
  const running = start(tools.sorgraph, command, { environment, cwd: folder, log: join(folder, `${command[0]}.log`) });
  for (let wait = 0; ; wait += 1) {
    const ready = await fetch(`http://${listen}/health/ready`).then((answer) => answer.ok, () => false);
    if (ready) break;
    if (running.ended || wait > 6000) throw new Error(`${command.join(" ")} does not answer; see ${running.log}`);
    await sleep(100);
  }
  const url = `http://${listen}/graphql`;
  const ask = async (query, variables, headers = {}) => {
    const body = JSON.stringify({ query, variables });
    const answer = await fetch(url, { method: "POST", headers: { "content-type": "application/json", ...headers }, body });
    const { data, errors } = await answer.json();
    if (errors) throw new Error(`${query}: ${JSON.stringify(errors).slice(0, 400)}`);
    return data;
  };
  return { url, ask, environment, stop: () => stop(running) };
}

const update = `mutation($code: SorCode!, $text: String!, $key: String!, $day: Date!) {
  updateOrganisationalUnit(input: { sorCode: $code, localCode: $text, validFrom: $day, idempotencyKey: $key }) { revision errors { code message } }
}`;

async function measure(name, databaseUrl, second) {
  say(`${name}: making a register of ${units} units`);
  const service = await serve(["demo", "--units", String(units)], databaseUrl);
  const token = run(tools.sorgraph, ["token", "--as", "editor:0101"], {
    cwd: folder, env: { ...inherited, ...service.environment },
  }).trim().split("\n").at(-1);
  const found = await service.ask(`{ organisationalUnits(first: 100, filter: { municipality: "0101", ownerType: { in: [MUNICIPALITY] }, state: { in: [ACTIVE] } }) { nodes { sorCode } } }`);
  const codes = found.organisationalUnits.nodes.map((node) => node.sorCode);
  // A day that comes: the change is planned for it.
  const day = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  let turn = 0;
  const commit = async () => {
    turn += 1;
    const variables = { code: codes[turn % codes.length], text: `${turn}`, key: `${name}-${turn}`, day };
    const began = performance.now();
    const { updateOrganisationalUnit: done } = await service.ask(update, variables, { authorization: `Bearer ${token}` });
    if (done.errors.length > 0) throw new Error(JSON.stringify(done.errors));
    return { revision: done.revision, milliseconds: performance.now() - began };
  };
  await commit();
  say(`${name}: ${commits} commits, one at a time`);
  const alone = [];
  for (let number = 0; number < commits; number += 1) alone.push((await commit()).milliseconds);
  say(`${name}: ${commits} commits, eight at once`);
  const began = performance.now();
  let left = commits;
  const worker = async () => { while (left-- > 0) await commit(); };
  await Promise.all(Array.from({ length: 8 }, worker));
  const together = commits / ((performance.now() - began) / 1000);

  // Reads, with nobody writing and beside twenty commits a second.
  const file = join(folder, "reads.ndjson");
  const body = (code) => JSON.stringify({ query: documents.q1.replace(/\s+/g, " "), variables: { code } });
  writeFileSync(file, `${codes.map(body).join("\n")}\n`);
  const drive = async () => {
    const flags = ["-t", "2", "-c", "8", "-d", "5s", "-s", join(tools.bench, "src/drive.lua")];
    const out = await runAside(tools.wrk, [...flags, service.url, "--", file, "2", "check"]);
    const counted = JSON.parse(out.trim().split("\n").at(-1));
    if (counted.faults > 0) throw new Error(`reads: ${counted.fault}`);
    return { rate: counted.requests / (counted.microseconds / 1e6), p99: counted.p99 / 1000 };
  };
  say(`${name}: reads, quiet and beside commits`);
  const quiet = await drive();
  let writing = true;
  const writer = (async () => {
    let done = 0;
    const from = performance.now();
    while (writing) {
      await Promise.all([commit(), sleep(50)]);
      done += 1;
    }
    return done / ((performance.now() - from) / 1000);
  })();
  const beside = await drive();
  writing = false;
  const rate = await writer;

  let lag = null;
  if (second) {
    say(`${name}: how far a second service is behind`);
    const other = await serve(["serve"], databaseUrl);
    const lags = [];
    for (let number = 0; number < 100; number += 1) {
      const { revision } = await commit();
      const from = performance.now();
      for (;;) {
        const { register } = await other.ask("{ register { revision } }");
        if (Number(register.revision) >= Number(revision)) break;
      }
      lags.push(performance.now() - from);
      await sleep(20);
    }
    lag = { middle: middle(lags), most: Math.max(...lags) };
    await other.stop();
  }
  await service.stop();
  return { name, alone: middle(alone), slowest: alone.toSorted((a, b) => a - b)[Math.floor(alone.length * 0.99)], single: commits / (alone.reduce((sum, one) => sum + one, 0) / 1000), together, quiet, beside, rate, lag };
}

try {
  const results = [await measure("SQLite", `sqlite:${join(folder, "register.db")}`, false)];
  const postgres = await openPostgres(folder);
  try {
    const database = await makeDatabase(postgres.url, "sorgraph_writes");
    results.push(await measure("PostgreSQL", database.url, true));
  } finally {
    await postgres.stop();
  }
  const row = (title, take) => `| ${title} | ${results.map(take).join(" | ")} |`;
  console.log([
    `${units} units, ${commits} commits each, ${new Date().toISOString().slice(0, 10)}:`, "",
    row("", ({ name }) => name), "|---|--:|--:|",
    row("commits a second, one at a time", (r) => figure(r.single)),
    row("a commit, middle and 99 %, ms", (r) => `${figure(r.alone)}, ${figure(r.slowest)}`),
    row("commits a second, eight at once", (r) => figure(r.together)),
    row("reads (Q1) a second, nobody writing; p99 ms", (r) => `${figure(r.quiet.rate)}; ${figure(r.quiet.p99)}`),
    row("reads beside commits; p99 ms", (r) => `${figure(r.beside.rate)}; ${figure(r.beside.p99)}`),
    row("commits a second beside the reads (20 asked for)", (r) => figure(r.rate)),
    row("a second service is behind, middle and most, ms", (r) => (r.lag ? `${figure(r.lag.middle)}, ${figure(r.lag.most)}` : "–")),
  ].join("\n"));
} catch (error) {
  say(error.message);
  process.exitCode = 1;
} finally {
  killAll();
  rmSync(folder, { recursive: true, force: true });
}
