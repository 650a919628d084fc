// What can be said on the command line.
import { parseArgs } from "node:util";

import { servers } from "./servers.mjs";
import { shapes } from "./shapes.mjs";

const help = `bench/run: sorgraph beside its peers, on a made register

  --units N            size of the register (160000, the national size)
  --seconds N          length of each drive (10)
  --connections LIST   connections at a time, one drive each (1,8,64)
  --shapes LIST        of ${Object.keys(shapes).join(",")} (all)
  --servers LIST       of ${servers.map(({ name }) => name).join(",")} (all but counted and cached)
  --rounds N           how often everything is driven; the middle one by rate counts (1)
  --quick              a look whether all works: 16000 units, drives of 1 second at 8 connections
  --help               this text

Environment:
  SORGRAPH                      the program (target/release/sorgraph)
  SORGRAPH_BENCH_POSTGRES_URL   a PostgreSQL to make a database in (else a temporary one is started)
  BENCH_LIMIT                   the server of stored bodies (bench/limit/target/release/limit, built where missing)
  WRK                           the load generator (wrk)
`;

export function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      units: { type: "string" },
      seconds: { type: "string" },
      connections: { type: "string" },
      shapes: { type: "string" },
      servers: { type: "string" },
      rounds: { type: "string" },
      quick: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return { help };
  const number = (name, otherwise) => {
    const text = values[name] ?? String(otherwise);
    if (!/^[1-9]\d{0,7}$/.test(text)) throw new Error(`--${name} takes a whole number, not "${text}".`);
    return Number(text);
  };
  const list = (name) => values[name]?.split(",").map((entry) => entry.trim());
  const quick = values.quick;
  const connections = (list("connections") ?? (quick ? ["8"] : ["1", "8", "64"])).map(Number);
  if (!connections.every((count) => Number.isInteger(count) && count > 0 && count <= 1000)) {
    throw new Error(`--connections takes whole numbers, 1 to 1000, not "${values.connections}".`);
  }
  const asked = list("shapes") ?? Object.keys(shapes);
  const unknown = asked.find((shape) => !(shape in shapes));
  if (unknown) throw new Error(`There is no shape "${unknown}"; there are ${Object.keys(shapes).join(", ")}.`);
  return {
    units: number("units", quick ? 16_000 : 160_000),
    seconds: number("seconds", quick ? 1 : 10),
    rounds: number("rounds", 1),
    connections,
    shapes: asked,
    servers: list("servers"),
    quick,
  };
}
