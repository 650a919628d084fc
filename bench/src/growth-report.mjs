// What bench/growth found, as a JSON file, as Markdown for the documentation, and as a plot.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { growthPlot } from "./growth-plot.mjs";
import { figure, machine, table, whole } from "./report.mjs";
import { driven } from "./sample.mjs";

/** How much more CPU a request may take at ten times the register. */
const goal = 1.3;

/** Writes the three files, over those of the same run, and gives the Markdown with a line on where they are. */
export function writeGrowth(results, folder) {
  mkdirSync(folder, { recursive: true });
  const name = `growth-${results.date.slice(0, 19).replaceAll(":", "")}`;
  const reads = results.sizes.some(({ reads }) => reads);
  const markdown = growthReport(results, `${name}.svg`);
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(results, null, 1)}\n`);
  writeFileSync(join(folder, `${name}.md`), markdown);
  if (reads) writeFileSync(join(folder, `${name}.svg`), growthPlot(results));
  return `${markdown}\nWritten: ${folder}/${name}.json, .md${reads ? ", .svg" : ""}`;
}

export function growthReport(results, image) {
  const { options, with: used, sizes, date } = results;
  const names = sizes.map(({ units }) => whole(units));
  const parts = [
    "## As the register grows",
    [
      `Measured with \`bench/growth\` on ${date.slice(0, 10)}: ${machine(used)}, shared by service and load generator.`,
      `sorgraph ${used.sorgraph ?? ""} (${used.commit}) on SQLite, registers of ${names.join(", ")} units, wrk ${used.wrk};`,
      `closed loop at ${options.connections} connections, drives of ${options.seconds} s.`,
    ].join(" "),
    "### Import, start and memory",
    beginnings(sizes),
  ];
  if (options.parts.includes("reads")) parts.push(...reads(results, image));
  if (options.parts.includes("search")) parts.push(...search(sizes));
  if (options.parts.includes("changes")) parts.push(...changes(sizes, options));
  return `${parts.join("\n\n")}\n`;
}

function beginnings(sizes) {
  const head = [
    "units", "location numbers", "message types", "import, s", "units/s", "its peak, MB", "database, MB", "ready, s",
    "of it reading, s", "resident, MB", "of it its own, MB", "peak, MB", "after the reads, MB", "kB a unit",
    "kB for each unit more",
  ];
  return table(head, sizes.map((size, place) => {
    const { units, memory, start } = size;
    const before = sizes[place - 1];
    const more = before && ((memory.resident - before.memory.resident) * 1024) / (units - before.units);
    return [
      whole(units), whole(size.numbers), whole(size.messageTypes), figure(size.import.seconds),
      whole(Math.round(size.import.perSecond)), figure(size.import.peakMegabytes), figure(size.databaseMegabytes),
      figure(start.readySeconds), figure(start.seconds), figure(memory.resident), figure(memory.own),
      figure(memory.peak), figure(memory.afterReads.resident), figure((memory.resident * 1024) / units), figure(more),
    ];
  }));
}

/** How many times the figure of the size before, where there is one. */
export function times(list, place, take) {
  return place > 0 ? take(list[place]) / take(list[place - 1]) : null;
}

/** CPU is counted in steps: of what took none of them there is no ratio. */
const ratio = (number) => (Number.isFinite(number) ? `${number.toFixed(2)} ×` : "–");

const cpu = ({ serverCpu }) => serverCpu;
/** CPU in µs for each kB of answers. */
const cpuPerKilobyte = ({ serverCpu, bytes }) => (serverCpu * 1000) / (bytes / 1000);

function reads({ options, sizes }, image) {
  const { shapes } = options;
  const of = (shape) => sizes.map((size) => size.reads[shape]);
  const overview = (take) => table(
    ["", ...sizes.map(({ units }) => whole(units))],
    shapes.map((shape) => {
      const list = of(shape);
      const cell = (drive, place) => `${figure(take(drive))}${place ? ` (${ratio(times(list, place, take))})` : ""}`;
      return [title(shape), ...list.map(cell)];
    }),
  );
  const head = [
    "units", "requests/s", "p50 ms", "p99 ms", "CPU ms", "to the size before", "kB", "CPU µs a kB", "to the size before",
    "different requests", "answered by",
  ];
  const details = shapes.map((shape) => {
    const list = of(shape);
    const counted = list.some(({ found }) => found);
    const lines = list.map((drive, place) => [
      whole(sizes[place].units), figure(drive.perSecond), figure(drive.p50), figure(drive.p99), figure(drive.serverCpu),
      ratio(times(list, place, cpu)), figure(drive.bytes / 1000), figure(cpuPerKilobyte(drive)),
      ratio(times(list, place, cpuPerKilobyte)), whole(drive.requests), drive.by, ...(counted ? [figure(drive.found)] : []),
    ]);
    return [
      `#### ${title(shape)}: ${driven[shape]}`,
      table(counted ? [...head, "institutions that fit"] : head, lines),
    ].join("\n\n");
  });
  return [
    "### Reads",
    `CPU of the service for a request, in ms, and how many times that of the size before; the goal is ${goal} at ten times the register:`,
    overview(cpu),
    "CPU in µs for each kB of answers, since answers may grow with the register:",
    overview(cpuPerKilobyte),
    `![CPU of a request by the size of the register](${image})`,
    ...details,
  ];
}

export const title = (shape) => (shape === "q4few" ? "Q4 few" : shape.toUpperCase());

function search(sizes) {
  const kinds = sizes[0].search.map(({ name }) => name);
  const rows = kinds.map((name) => [name, ...sizes.map((size) => {
    const { p50, p99, serverCpu, found } = size.search.find((entry) => entry.name === name);
    return `${figure(p50)}; ${figure(p99)}; ${figure(serverCpu)} (${figure(found)})`;
  })]);
  return [
    "### Search as one types",
    "The first ten of what fits, on one connection: p50 ms; p99 ms; CPU ms, and in brackets how many records fit on average.",
    table(["text", ...sizes.map(({ units }) => `${whole(units)} units`)], rows),
    `Answered by: ${[...new Set(sizes.flatMap((size) => size.search.map(({ by }) => by)))].join(", ")}.`,
  ];
}

function changes(sizes, { connections }) {
  const head = [
    "units", "change", "units changed", "of them moved", "acknowledged, ms", "answered after, ms", "CPU ms",
    "to the size before", "peak, MB", "reads/s beside it", "of the quiet", "p99 ms", "changes beside",
  ];
  const kinds = sizes[0].changes.kinds.map(({ name }) => name);
  const rows = kinds.flatMap((name) => {
    const list = sizes.map((size) => size.changes.kinds.find((kind) => kind.name === name));
    return list.map((kind, place) => [
      whole(sizes[place].units), kind.title, whole(kind.units), figure(kind.moved), both(kind.acknowledged),
      both(kind.lag), figure(kind.cpu), ratio(times(list, place, ({ cpu }) => cpu)),
      `${figure(kind.peakMegabytes)} (${figure(kind.residentMegabytes)} before)`,
      figure(kind.beside.perSecond), `${figure((kind.beside.perSecond / sizes[place].changes.quiet.perSecond) * 100)} %`,
      figure(kind.beside.p99), `${kind.beside.changes} (${figure(kind.beside.changesPerSecond)}/s)`,
    ]);
  });
  const quiet = sizes.map(({ units, changes: { quiet } }) => [
    whole(units), figure(quiet.perSecond), figure(quiet.p50), figure(quiet.p99),
  ]);
  return [
    "### Changes",
    [
      "Until a change is acknowledged, from there until the service answers from it (middle, most), what it costs the",
      `service in CPU, and reads (Q1 at ${connections} connections) beside such changes, one after the other.`,
      "Reads with nobody writing:",
    ].join(" "),
    table(["units", "reads/s", "p50 ms", "p99 ms"], quiet),
    table(head, rows),
  ];
}

const both = ({ middle, most }) => `${figure(middle)}, ${figure(most)}`;
