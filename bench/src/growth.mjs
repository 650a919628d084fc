// One service on registers of growing size: import, start, memory, reads, search, changes.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { ask } from "./ask.mjs";
import { cutExtracts, measureChanges } from "./changes.mjs";
import { runAside } from "./children.mjs";
import { drive } from "./drive.mjs";
import { scanExtract } from "./extract.mjs";
import { readGrowthOptions } from "./growth-options.mjs";
import { writeGrowth } from "./growth-report.mjs";
import { importFiles } from "./import.mjs";
import { openIssuer } from "./issuer.mjs";
import { figure, whole } from "./report.mjs";
import { driven, sample } from "./sample.mjs";
import { serve } from "./service.mjs";
import { tidily } from "./tidy.mjs";
import { describeMachine, findTools } from "./tools.mjs";
import { measureTyping } from "./typing.mjs";
import { memoryOf } from "./usage.mjs";

const say = (text) => console.error(`bench/growth: ${text}`);

/** Makes the register and imports it; gives what is told of it, and the extract's places while its files are there. */
async function build(units, context, forChanges) {
  const { tools, folder, databaseUrl } = context;
  say(`${whole(units)} units: making the register`);
  const made = join(folder, "register");
  const began = performance.now();
  const flags = ["--units", String(units), "--seed", "1", "--out", made];
  const told = await runAside(tools.sorgraph, ["generate", ...flags], { cwd: folder, progress: true });
  const generateSeconds = (performance.now() - began) / 1000;
  const counts = /; (\d+) location numbers with (\d+) message types/.exec(told);
  const files = readdirSync(made).map((name) => join(made, name));
  const extract = scanExtract(join(made, "sor.xml"), Math.ceil(units / 5000));
  if (extract.units !== units) throw new Error(`The extract holds ${extract.units} units, not ${units}.`);
  const cuts = forChanges ? cutExtracts(extract, folder) : [];
  say("importing it");
  await runAside(tools.sorgraph, ["migrate"], { environment: { SORGRAPH_DATABASE_URL: databaseUrl }, cwd: folder });
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  const done = await importFiles({ ...context, files });
  if (done.created !== units) throw new Error(`${done.created} of ${units} units were imported.`);
  rmSync(made, { recursive: true });
  say(`imported ${figure(units / done.seconds)} units/s, at most ${figure(done.peakMegabytes)} MB`);
  return {
    told: {
      units,
      numbers: Number(counts[1]),
      messageTypes: Number(counts[2]),
      generateSeconds,
      import: { seconds: done.seconds, perSecond: units / done.seconds, peakMegabytes: done.peakMegabytes, fileMegabytes: bytes / 1e6 },
    },
    extract,
    cuts,
  };
}

/** Drives each shape; its requests were all asked once before. */
async function measureReads({ tools, folder, service, asked, options }) {
  const results = {};
  for (const shape of options.shapes) {
    const { bodies, mean, found } = asked[shape];
    const [done] = await drive({
      tools, folder, running: { ...service, url: () => service.url }, shape, bodies, mean, seconds: options.seconds,
      server: { name: "growth", title: "sorgraph", kind: "sorgraph" }, connectionCounts: [options.connections],
    });
    // Afterwards: the first ones that asked were answered while the plan was made.
    const { by } = await ask(service.url, bodies[0]);
    results[shape] = { ...done, requests: bodies.length, found, by };
    say(`${shape}: ${figure(done.perSecond)}/s, p99 ${figure(done.p99)} ms, ${figure(done.serverCpu)} ms of CPU a request`);
  }
  return results;
}

async function measureSize(units, { tools, base, options, issuer, first }) {
  const folder = join(base, String(units));
  mkdirSync(folder);
  const database = join(folder, "register.db");
  const context = { tools, folder, databaseUrl: `sqlite:${database}` };
  const wants = (part) => options.parts.includes(part);
  const { told, extract, cuts } = await build(units, context, wants("changes"));
  const databaseMegabytes = statSync(database).size / 1e6;
  say("starting the service");
  // A reorganisation may take longer than a request may in production: its figure is wanted, not its end.
  const environment = { ...issuer.environment, SORGRAPH_REQUEST_TIMEOUT_SECONDS: 300 };
  const service = await serve({ ...context, environment });
  try {
    const memory = memoryOf(service.pid);
    if (service.read.units !== units) throw new Error(`${service.read.units} of ${units} units are in memory.`);
    say(`ready in ${figure(service.readySeconds)} s; ${figure(memory.resident)} MB, at most ${figure(memory.peak)}`);
    const result = { ...told, databaseMegabytes, start: { readySeconds: service.readySeconds, ...service.read }, memory };
    const wanted = [...new Set([...options.shapes, ...(wants("changes") ? ["q1"] : [])])];
    const { asked, kept } = await sample({ service, extract, wanted, first });
    if (wants("reads")) result.reads = await measureReads({ tools, folder, service, asked, options });
    if (wants("search")) result.search = await measureTyping({ ...context, service, extract, seconds: options.seconds, say });
    result.memory.afterReads = memoryOf(service.pid);
    if (wants("changes")) {
      const token = issuer.token("NATIONAL_EDITOR@authority");
      result.changes = await measureChanges({ context, service, cuts, token, reads: asked.q1, ...options, say });
    }
    return { result, kept };
  } catch (error) {
    throw new Error(`${error.message}\n${service.output()}`);
  } finally {
    await service.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

await tidily(say, async (undo) => {
  const options = readGrowthOptions(process.argv.slice(2));
  if (options.help) {
    console.log(options.help);
    return;
  }
  const tools = findTools();
  const base = mkdtempSync(join(tmpdir(), "sorgraph-growth-"));
  undo(() => rmSync(base, { recursive: true, force: true }));
  const issuer = await openIssuer();
  undo(issuer.close);
  const results = { date: new Date().toISOString(), options, with: describeMachine(tools), sizes: [] };
  let first = null;
  let written;
  for (const units of options.units) {
    const { result, kept } = await measureSize(units, { tools, base, options, issuer, first });
    first ??= kept;
    results.sizes.push(result);
    // After each size: a greater one that fails takes nothing along.
    written = writeGrowth(results, options.results ?? join(tools.bench, "results"));
  }
  console.log(written);
});
