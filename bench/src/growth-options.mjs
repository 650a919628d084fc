// What can be said on the command line of bench/growth.
import { parseArgs } from "node:util";

import { driven } from "./sample.mjs";

/** What is measured of each register beside import, start and memory. */
const parts = ["reads", "search", "changes"];

const help = `bench/growth: one service on registers of growing size

  --units LIST         sizes of the registers (16000,160000,1600000)
  --seconds N          length of each drive (10)
  --connections N      connections at a time (8); search is asked on one
  --shapes LIST        of ${Object.keys(driven).join(",")} (all)
  --parts LIST         of ${parts.join(",")} (all)
  --commits N          how many single commits (50)
  --results FOLDER     where the figures are written (bench/results)
  --quick              a look whether all works: 16000 and 32000 units, drives of 1 second, 20 commits
  --help               this text

Environment:
  SORGRAPH   the program (target/release/sorgraph)
  WRK        the load generator (wrk)
  TMPDIR     where the registers are made: some 4 GB for 1,600,000 units (/tmp)
`;

export function readGrowthOptions(args) {
  const names = ["units", "seconds", "connections", "shapes", "parts", "commits", "results"];
  const texts = Object.fromEntries(names.map((name) => [name, { type: "string" }]));
  const flags = { quick: { type: "boolean", default: false }, help: { type: "boolean", default: false } };
  const { values } = parseArgs({ args, options: { ...texts, ...flags } });
  if (values.help) return { help };
  const { quick } = values;
  const whole = (name, text) => {
    if (!/^[1-9]\d{0,6}$/.test(text)) throw new Error(`--${name} takes whole numbers, not "${text}".`);
    return Number(text);
  };
  const list = (name, otherwise) => values[name]?.split(",").map((entry) => entry.trim()) ?? otherwise;
  const among = (name, known) => {
    const wanted = list(name, known);
    const unknown = wanted.find((entry) => !known.includes(entry));
    if (unknown !== undefined) throw new Error(`--${name}: there is no "${unknown}"; there are ${known.join(", ")}.`);
    return known.filter((entry) => wanted.includes(entry));
  };
  const number = (name, otherwise) => whole(name, values[name] ?? String(otherwise));
  const units = list("units", quick ? ["16000", "32000"] : ["16000", "160000", "1600000"]).map((text) => whole("units", text));
  return {
    // Each is compared with the one before it.
    units: [...new Set(units)].sort((one, other) => one - other),
    seconds: number("seconds", quick ? 1 : 10),
    connections: number("connections", 8),
    commits: number("commits", quick ? 20 : 50),
    shapes: among("shapes", Object.keys(driven)),
    parts: among("parts", parts),
    results: values.results ?? null,
    quick,
  };
}
