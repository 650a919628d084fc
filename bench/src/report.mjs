// Results as a JSON file, as Markdown for the documentation, and as a plot.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { plot } from "./plot.mjs";
import { shapes } from "./shapes.mjs";

/** Writes the three files and gives the Markdown with a line on where they are. */
export function writeReport(results, bench) {
  const folder = join(bench, "results");
  mkdirSync(folder, { recursive: true });
  const name = results.date.slice(0, 19).replaceAll(":", "");
  const kept = middleRounds(results);
  const at = mainConnections(results);
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify({ ...results, kept }, null, 1)}\n`);
  writeFileSync(join(folder, `${name}.svg`), plot(results, kept, at));
  const markdown = report(results, kept, at, `${name}.svg`);
  writeFileSync(join(folder, `${name}.md`), markdown);
  return `${markdown}\nWritten: bench/results/${name}.json, .md, .svg`;
}

/** Of the rounds of each drive the one in the middle by rate. */
export function middleRounds({ drives }) {
  const groups = new Map();
  for (const drive of drives) {
    const key = [drive.shape, drive.server, drive.connections].join(" ");
    groups.set(key, [...(groups.get(key) ?? []), drive]);
  }
  return [...groups.values()].map((group) => {
    const sorted = group.toSorted((one, other) => one.perSecond - other.perSecond);
    const spread = [sorted[0].perSecond, sorted.at(-1).perSecond];
    return { ...sorted[Math.floor(sorted.length / 2)], spread };
  });
}

/** The number of connections that the overview is for. */
export function mainConnections({ options: { connections } }) {
  return connections.includes(8) ? 8 : connections[Math.floor(connections.length / 2)];
}

/** Three figures, thousands apart. */
export function figure(number) {
  if (number === null || number === undefined) return "–";
  if (number === 0) return "0";
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(number))));
  return number.toLocaleString("en-GB", { maximumFractionDigits: Math.min(digits, 3) });
}

/** A whole number, thousands apart. */
export const whole = (number) => number.toLocaleString("en-GB");

/** What the figures were measured on. */
export function machine(used) {
  return `${used.cores} cores (${used.processor}) and ${used.memoryGigabytes} GB`;
}

const row = (cells) => `| ${cells.join(" | ")} |`;
export const table = (head, rows) =>
  [row(head), row(head.map((_, place) => (place ? "--:" : "---"))), ...rows.map(row)].join("\n");

const head = [
  "", "connections", "requests/s", "p50 ms", "p99 ms", "CPU ms, server", "CPU ms, database", "peak MB",
  "to the best peer", "of the limit",
];

function report(results, kept, at, image) {
  const { servers, options, with: used, register, sizes } = results;
  const find = (shape, server, connections = at) =>
    kept.find((drive) => drive.shape === shape && drive.server === server && drive.connections === connections);
  const peers = servers.filter(({ kind }) => kind === "peer");
  const bestPeer = (shape, connections) =>
    Math.max(0, ...peers.map(({ name }) => find(shape, name, connections)?.perSecond ?? 0));
  const limit = servers.find(({ kind }) => kind === "limit");
  const packages = Object.entries(used.packages).map(([name, version]) => `${name} ${version}`).join(", ");
  const several = servers.filter(({ workers }) => workers > 1);
  const processes = several.map(({ title, workers }) => `${title} with ${workers} processes`);

  const overview = table(
    ["", ...options.shapes.map((shape) => shape.toUpperCase())],
    servers.map(({ name, title }) => [title, ...options.shapes.map((shape) => figure(find(shape, name)?.perSecond))]),
  );
  // The same at every number of connections, for a look at them together.
  const ratioHead = ["", "connections", ...options.shapes.map((shape) => shape.toUpperCase())];
  const own = servers.filter(({ kind }) => kind === "sorgraph");
  const ratios = own.flatMap(({ name, title }) => options.connections.map((connections) => [
    title, connections, ...options.shapes.map((shape) => {
      const { perSecond } = find(shape, name, connections);
      const share = limit && (perSecond / find(shape, limit.name, connections).perSecond) * 100;
      return `${figure(perSecond / bestPeer(shape, connections))} ×${limit ? `, ${figure(share)} %` : ""}`;
    }),
  ]));
  const details = options.shapes.map((shape) => {
    const each = options.connections.flatMap((connections) => servers.map((server) => ({ connections, ...server })));
    const lines = each.map(({ connections, name, title, kind }) => {
      const drive = find(shape, name, connections);
      const best = bestPeer(shape, connections);
      const top = limit && find(shape, limit.name, connections).perSecond;
      return [
        title, connections, figure(drive.perSecond), figure(drive.p50), figure(drive.p99),
        figure(drive.serverCpu), kind === "limit" ? "–" : figure(drive.databaseCpu), figure(drive.peakMegabytes),
        best && kind !== "limit" ? `${(drive.perSecond / best).toFixed(2)} ×` : "–",
        top ? `${figure((drive.perSecond / top) * 100)} %` : "–",
      ];
    });
    return [
      `### ${shape.toUpperCase()}: ${shapes[shape]}`,
      `${register.requests[shape]} different requests; ${figure(sizes[shape] / 1000)} kB an answer on average.`,
      table(head, lines),
    ].join("\n\n");
  });

  const rounds = options.rounds > 1 ? `, the middle one of ${options.rounds} rounds` : "";
  const titles = Object.fromEntries(servers.map(({ name, title }) => [name, title]));
  const starts = Object.entries(results.startSeconds).map(([name, seconds]) => `${titles[name]} ${figure(seconds)} s`);
  const parts = [
    "## Beside other servers",
    [
      `Measured with \`bench/run\` on ${results.date.slice(0, 10)}: ${machine(used)},`,
      `shared by server, database and load generator; closed loop, drives of ${options.seconds} s at`,
      `${options.connections.join(", ")} connections${rounds}. sorgraph ${used.sorgraph ?? ""} (${used.commit}), PostgreSQL ${used.postgres} with`,
      `${used.sharedBuffers} of shared buffers, Node ${used.node}, wrk ${used.wrk}; ${packages};`,
      `${processes.join(", ") || "one process each"}.`,
    ].join(" "),
    [
      `The register: ${whole(register.units)} units, ${whole(register.numbers)} location numbers,`,
      `${whole(register.message_types)} message types on them. Imported into PostgreSQL in`,
      `${figure(results.importSeconds)} s. From start to the first answer: ${starts.join(", ")}.`,
    ].join(" "),
    `Requests per second at ${at} ${at === 1 ? "connection" : "connections"}:`,
    overview,
    ...(peers.length > 0 && ratios.length > 0
      ? [`Times the rate of the best peer${limit ? ", and share of the limit" : ""}:`, table(ratioHead, ratios)]
      : []),
    `![Requests per second of each server for each shape](${image})`,
    ...details,
  ];
  return `${parts.join("\n\n")}\n`;
}
