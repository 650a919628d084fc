// One set of loaders a request: each gathers the keys of a level and asks once.
import DataLoader from "dataloader";

import { rows } from "./statements.mjs";

/** A loader that finds one row for each key. */
function one(statement, column, value = (row) => row) {
  return new DataLoader(async (keys) => {
    const found = new Map((await rows(statement, keys)).map((row) => [row[column], value(row)]));
    return keys.map((key) => found.get(key));
  });
}

/** A loader that finds a list of rows for each key. */
function many(statement, column, ...values) {
  return new DataLoader(async (keys) => {
    const found = new Map(keys.map((key) => [key, []]));
    for (const row of await rows(statement, keys, ...values)) found.get(row[column]).push(row);
    return keys.map((key) => found.get(key));
  });
}

/** The loaders of a request. Those that take arguments are made for each set of them. */
export function loaders() {
  const made = new Map();
  const kept = (make) => (statement, column, ...values) => {
    const key = [statement, ...values].join(" ");
    if (!made.has(key)) made.set(key, make(statement, column, ...values));
    return made.get(key);
  };
  const list = kept(many);
  return {
    units: one("units", "sor_code"),
    lineages: many("lineages", "start"),
    addresses: one("addresses", "id"),
    municipalities: one("municipalities", "code"),
    municipalitiesOf: many("municipalitiesOf", "region"),
    regions: one("regions", "code"),
    owners: one("owners", "municipality", (row) => row.sor_code),
    holders: one("holders", "start", (row) => row.sor_code),
    numbersHeld: one("numbersHeld", "holder"),
    children: (kind, first) => list("children", "parent", kind, first),
    childrenCounts: (kind) => kept(counts)("childrenCounts", "parent", kind),
    numbersBelow: (first) => list("numbersBelow", "root", first),
    messageTypes: (direction, first) => list("messageTypes", "gln", direction, first),
  };
}

function counts(statement, column, ...values) {
  return new DataLoader(async (keys) => {
    const found = new Map((await rows(statement, keys, ...values)).map((row) => [row[column], row.n]));
    return keys.map((key) => found.get(key) ?? 0);
  });
}
