// What changes cost a service with the register in memory: one at a time, a reorganisation, imports beside it.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { drive, loadBeside } from "./drive.mjs";
import { cut, flattened, pick, renamed } from "./extract.mjs";
import { importFiles } from "./import.mjs";
import { figure } from "./report.mjs";
import { reached } from "./service.mjs";
import { cpuSeconds, forgetPeak, memoryOf } from "./usage.mjs";

/** Units of a reorganisation, where the register has four times as many, and the share of a great import. */
const someOf = (units) => Math.min(5000, Math.floor(units / 4));
const share = 0.1;

const middle = (numbers) => numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)];

/**
 * Writes the extracts that are imported later, while the made one is there: each as it is and edited, of whole trees,
 * since an import takes what is missing from a tree for closed.
 */
export function cutExtracts(extract, folder) {
  const small = extract.owners.filter(({ units }) => units < 20);
  const kinds = [
    { name: "one", trees: small.slice(0, 1), edit: (text) => renamed(text, 1) },
    {
      name: "some",
      trees: pick(extract.owners, someOf(extract.units)),
      edit: (text) => renamed(flattened(text)),
    },
    { name: "many", trees: pick(extract.owners, Math.floor(extract.units * share)), edit: (text) => renamed(text) },
  ];
  return kinds.map(({ name, trees, edit }) => {
    const [as, edited] = ["as", "edited"].map((form) => join(folder, `${name}-${form}.xml`));
    if (trees.length === 0) throw new Error(`No tree is small enough for the extract "${name}": take more units.`);
    cut(extract, trees, as);
    const changed = cut(extract, trees, edited, edit);
    return { name, as, edited, changed };
  });
}

const imported = {
  one: { title: "an import that changes one unit", rounds: 4 },
  some: { title: "an import that renames units and hangs them elsewhere", rounds: 4 },
  many: { title: "an import that renames a tenth of the register", rounds: 2 },
};

/**
 * The kinds of changes of a register, each with `make`, which makes one and tells of it. Every second one takes the
 * one before it back, but for the single commits, of which each says something new.
 */
async function kindsOf({ service, context, cuts, token, commits }) {
  const imports = cuts.map(({ name, as, edited, changed }) => ({
    name,
    ...imported[name],
    units: changed,
    async make(turn) {
      const done = await importFiles({ ...context, files: [turn % 2 === 0 ? edited : as] });
      if (done.changed === changed && done.created + done.closed + done.ended === 0) return done;
      throw new Error(`${imported[name].title}: ${JSON.stringify(done)}; ${changed} changed units were expected.`);
    },
  }));
  // Mutations last: an import would take back what they plan.
  const codes = await unitsToChange(service);
  const day = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  const carryOut = async (field, type, input) => {
    const query = `mutation($input: ${type}!) { done: ${field}(input: $input) { revision errors { code message } } }`;
    const began = performance.now();
    const { done } = await service.ask(query, { input: { ...input, validFrom: day } }, token);
    if (done.errors.length > 0 || done.revision === null) throw new Error(`${field}: ${JSON.stringify(done)}`);
    return { revision: Number(done.revision), began, acknowledged: performance.now() };
  };
  const update = {
    name: "commit",
    title: "a commit of one change",
    rounds: commits,
    units: 1,
    make: (turn) => carryOut("updateOrganisationalUnit", "UpdateOrganisationalUnitInput", {
      sorCode: codes[turn % codes.length],
      localCode: `${turn}`,
    }),
  };
  const trees = await treesToMove(service, someOf(service.read.units));
  const reorganise = {
    name: "reorganise",
    title: "a reorganisation: institutions under another region",
    rounds: 4,
    units: trees.units,
    moved: trees.list.length,
    make: (turn) => carryOut("reorganise", "ReorganiseInput", {
      steps: trees.list.map(({ sorCode, owner }) => ({ move: { sorCode, parent: turn % 2 === 0 ? trees.to : owner } })),
    }),
  };
  return [...imports, update, reorganise];
}

async function unitsToChange(service) {
  const query = `{ organisationalUnits(first: 100, filter: { municipality: "0101", state: { in: [ACTIVE] } }) { nodes { sorCode } } }`;
  const { organisationalUnits: { nodes } } = await service.ask(query);
  if (nodes.length === 0) throw new Error("No unit lies in municipality 0101: take more units.");
  return nodes.map(({ sorCode }) => sorCode);
}

/** Institutions of the regions that have so many units below them in all, and the region under which they are hung. */
async function treesToMove(service, most) {
  const { institutionOwners } = await service.ask(
    "{ institutionOwners(first: 100, filter: { ownerType: { in: [REGION] } }) { nodes { sorCode } } }",
  );
  const owners = institutionOwners.nodes.map(({ sorCode }) => sorCode);
  const to = owners.pop();
  const query = `query($owner: SorCode!, $after: String) {
    institutionOwner(by: { sorCode: $owner }) {
      healthInstitutions(first: 100, after: $after, filter: { state: { in: [ACTIVE] } }) {
        nodes { sorCode descendants(first: 1) { totalCount } } pageInfo { hasNextPage endCursor }
      }
    }
  }`;
  const all = [];
  for (const owner of owners) {
    for (let after = null, more = true; more; ) {
      const { institutionOwner: { healthInstitutions: { nodes, pageInfo } } } = await service.ask(query, { owner, after });
      all.push(...nodes.map(({ sorCode, descendants }) => ({ sorCode, owner, units: descendants.totalCount + 1 })));
      [after, more] = [pageInfo.endCursor, pageInfo.hasNextPage];
    }
  }
  // As many steps as one reorganisation may have.
  const list = pick(all, most).slice(0, 1000);
  if (!to || list.length === 0) throw new Error("There is nothing to move between regions: take more units.");
  return { to, list, units: list.reduce((sum, { units }) => sum + units, 0) };
}

/** What a commit leaves behind for a moment, such as the log of the database, is not to be told of the next one. */
const settle = () => sleep(300);

/** One kind with nobody reading: when it is acknowledged, when it shows, what it costs the service. */
async function quietly({ name, rounds, make }, service) {
  forgetPeak(service.pid);
  const before = { cpu: cpuSeconds(service.pid), resident: memoryOf(service.pid).resident };
  const [taken, lags, moved] = [[], [], []];
  for (let turn = 0; turn < rounds; turn += 1) {
    const done = await make(turn);
    lags.push(await reached(service, done.revision, done.acknowledged));
    taken.push(done.acknowledged - done.began);
    moved.push(done.moved);
  }
  await settle();
  const { peak } = memoryOf(service.pid);
  return {
    name,
    rounds,
    acknowledged: { middle: middle(taken), most: Math.max(...taken) },
    lag: { middle: middle(lags), most: Math.max(...lags) },
    cpu: ((cpuSeconds(service.pid) - before.cpu) * 1000) / rounds,
    moved: moved[0],
    residentMegabytes: before.resident,
    peakMegabytes: peak,
  };
}

/** The same over and over beside reads, for so many seconds at least; single commits twenty a second. */
async function beside({ name, rounds, make }, service, load, seconds) {
  const reads = loadBeside(load);
  const from = performance.now();
  const lags = [];
  const changing = async () => {
    await sleep(200);
    // The rounds before were an even number: this goes on with a change that is not there yet.
    for (let turn = rounds; turn === rounds || performance.now() - from < seconds * 1000; turn += 1) {
      const pause = sleep(name === "commit" ? 50 : 0);
      const done = await make(turn);
      lags.push(await reached(service, done.revision, done.acknowledged));
      await pause;
    }
  };
  // Whatever happens, the load is to end, and what it counted is of no use then.
  const failed = await changing().then(() => null, (error) => error);
  const took = (performance.now() - from) / 1000;
  const counted = reads.end();
  if (failed) await counted.catch(() => {});
  if (failed) throw failed;
  return { ...(await counted), changes: lags.length, changesPerSecond: lags.length / took, lagMost: Math.max(...lags) };
}

/** All kinds, on a service of which nobody else knows. `reads` are the bodies that are sent beside them. */
export async function measureChanges({ context, service, cuts, token, reads, seconds, connections, commits, say }) {
  const { tools, folder } = context;
  const file = join(folder, "beside.ndjson");
  writeFileSync(file, `${reads.bodies.join("\n")}\n`);
  const load = { tools, url: service.url, file, connections };
  const driveReads = () => drive({
    tools, folder, running: { ...service, url: () => service.url }, shape: "beside", bodies: reads.bodies, mean: reads.mean,
    server: { name: "reads", title: "reads", kind: "sorgraph" }, seconds, connectionCounts: [connections],
  });
  const [quiet] = await driveReads();
  const results = [];
  for (const kind of await kindsOf({ service, context, cuts, token, commits })) {
    const alone = await quietly(kind, service);
    say(`${kind.title}: answered ${figure(alone.lag.middle)} ms after its word, ${figure(alone.cpu)} ms of CPU`);
    const busy = await beside(kind, service, load, seconds);
    say(`  beside it ${figure(busy.perSecond)} reads/s, p99 ${figure(busy.p99)} ms; ${busy.changes} changes`);
    const { title, units, moved = alone.moved } = kind;
    results.push({ ...alone, title, units, moved, beside: busy });
    // The next kind begins with the register as it was.
    if (kind.name !== "commit" && busy.changes % 2 === 1) {
      const { revision, acknowledged } = await kind.make(1);
      await reached(service, revision, acknowledged);
    }
  }
  // Whether all is answered as before.
  await driveReads();
  return { quiet, kinds: results };
}
