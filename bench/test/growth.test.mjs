import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { cut, flattened, pick, renamed, scanExtract } from "../src/extract.mjs";
import { readGrowthOptions } from "../src/growth-options.mjs";
import { marks, names } from "../src/growth-plot.mjs";
import { growthReport, times, writeGrowth } from "../src/growth-report.mjs";
import { importReport } from "../src/import.mjs";
import { nearest, prefixes, spread } from "../src/sample.mjs";
import { imageLine } from "../src/service.mjs";
import { textsOf } from "../src/typing.mjs";

const tags = { owner: "InstitutionOwner", institution: "HealthInstitution", unit: "OrganizationalUnit" };

/** An element as the generator writes it. */
function tree(level, code, name, below = [], replaces = "") {
  const tag = tags[level];
  return [
    `<${tag}Entity>`, `<${tag}>`, `<sor1:SorIdentifier>${code}</sor1:SorIdentifier>`,
    `<sor1:EntityName>${name}</sor1:EntityName>`, replaces, `</${tag}>`, ...below, `</${tag}Entity>`,
  ].filter(Boolean).join("\n");
}

const replaced = "<sor1:ReplacesEntityCollection>\n<sor1:SorIdentifier>99</sor1:SorIdentifier>\n</sor1:ReplacesEntityCollection>";
/** Units 3 to 7 one below the other: the last has six levels above it. */
const chain = [7, 6, 5, 4, 3].reduce((below, code) => [tree("unit", code, `Afsnit ${code}`, below)], []);
const large = tree("owner", 1, "Region Ø", [tree("institution", 2, "Sygehus", chain, replaced)]);
const small = tree("owner", 8, "Æbleø", [tree("institution", 9, "Klinik")]);
const head = "<SorTree>\n<sor1:SnapshotDate>2026-11-26</sor1:SnapshotDate>\n";

function withExtract(use) {
  const folder = mkdtempSync(join(tmpdir(), "sorgraph-bench-test-"));
  try {
    const path = join(folder, "sor.xml");
    writeFileSync(path, `${head}${large}\n${small}\n</SorTree>\n`);
    return use(path, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("an extract is walked by its trees, and codes that others name are not counted", () => {
  withExtract((path) => {
    const found = scanExtract(path);
    assert.deepEqual(found.owners.map(({ units }) => units), [7, 2]);
    assert.equal(found.units, 9);
    assert.deepEqual([...found.deep], [[6, ["7"]], [5, ["6"]], [4, ["5"]]]);
    assert.deepEqual(found.sample, ["1", "2", "3", "4", "5", "6", "7", "8", "9"]);
    const text = readFileSync(path);
    assert.equal(text.subarray(found.owners[1].from, found.owners[1].to).toString(), `${small}\n`);
  });
});

test("an extract of some trees is whole, and edited as told", () => {
  withExtract((path, folder) => {
    const found = scanExtract(path);
    const out = join(folder, "some.xml");
    assert.equal(cut(found, [found.owners[1]], out), 0);
    assert.equal(readFileSync(out, "utf8"), `${head}${small}\n</SorTree>\n`);
    assert.equal(cut(found, [found.owners[1]], out, (text) => renamed(text, 1)), 1);
    assert.match(readFileSync(out, "utf8"), />Ny Æbleø<[^]*>Klinik</);
    assert.equal(cut(found, found.owners, out, renamed), 9);
  });
});

test("flattened trees have every unit directly under the institution, and none is lost", () => {
  const flat = flattened(`${large}\n`);
  const opened = flat.match(/<OrganizationalUnitEntity>/g).length;
  assert.equal(opened, 5);
  assert.equal(flat.match(/<\/OrganizationalUnitEntity>/g).length, opened);
  assert.match(flat, /<\/OrganizationalUnit>\n<\/OrganizationalUnitEntity>\n<OrganizationalUnitEntity>/);
  assert.doesNotMatch(flat, /<\/OrganizationalUnit>\n<OrganizationalUnitEntity>/);
});

test("long names keep within what the register takes", () => {
  const name = `Afdeling ${"x".repeat(51)}`;
  const { text, changed } = renamed(`<sor1:EntityName>${name}</sor1:EntityName>`);
  assert.equal(changed, 1);
  assert.ok(/>(.*)</.exec(text)[1].length <= 60, text);
});

test("trees are picked up to a size, never above it", () => {
  const list = [7, 2, 5, 3].map((units) => ({ units }));
  assert.deepEqual(pick(list, 10).map(({ units }) => units), [7, 3]);
  assert.deepEqual(pick(list, 1), []);
});

const report = (units, end = "Applied as revision 3.") => `
                     created   changed     moved    closed      same
units           ${units}
location numbers           0         0         0         0        12
message types on numbers: 0 set, 0 ended
${end}
`;

test("the report of an import is read, and one that did nothing or refused is no import", () => {
  assert.deepEqual(importReport(report("         1       230         4         0       300")), {
    revision: 3, created: 1, changed: 230, moved: 4, closed: 0, same: 300, ended: 0,
  });
  assert.throws(() => importReport(report("  0 0 0 0 5", "The register says all of this already: nothing was changed.")), /nothing/);
  assert.throws(() => importReport(report("  1 0 0 0 5", "refused, BAD_CODE: 1\nApplied as revision 3.")), /refused/);
});

test("the log's line on the register in memory is read", () => {
  const line = { level: "INFO", fields: { message: "the register is in memory", revision: "2", units: 16000, seconds: 0.5 } };
  assert.deepEqual(imageLine(`{"fields":{"message":"serving"}}\n${JSON.stringify(line)}\n`), { revision: 2, units: 16000, seconds: 0.5 });
  assert.equal(imageLine('{"fields":{"message":"serving"}}\n'), null);
});

test("prefixes count the institutions of a type whose names begin so", () => {
  const groups = prefixes([["lægehus", "1"], ["klinik vest", "1"], ["klinikken", "1"], ["klinik", "2"]].map(([name, type]) => ({ name, type })));
  assert.deepEqual(groups.find(({ prefix, type }) => prefix === "kli" && type === "1"), { prefix: "kli", type: "1", found: 2 });
  assert.ok(groups.every(({ prefix }) => /^[a-z].*[a-z]$/.test(prefix)), "no spaces at the ends, no other letters");
  const found = (...counts) => counts.map((count) => ({ found: count }));
  assert.deepEqual(nearest(found(50, 60, 100, 150), [61, 140], 2), found(60, 150));
  assert.deepEqual(spread([1, 2, 3, 4, 5, 6], 3), [1, 3, 5]);
});

test("texts to search for are the beginnings of names, each once", () => {
  const texts = Object.fromEntries(textsOf(["Ålborg Sygehus", "Ålborg Klinik Vest", "Øst"]).map(({ name, texts: all }) => [name, all.toSorted()]));
  assert.deepEqual(texts["1 letter"], ["å", "ø"]);
  assert.deepEqual(texts["4 letters"], ["ålbo"]);
  assert.deepEqual(texts["3 letters of a later word"], ["syg", "ves"]);
  assert.deepEqual(texts["a word and 2 letters of the next"], ["ålborg kl", "ålborg sy"]);
});

test("options are told apart, sizes grow, and what is unknown is refused", () => {
  assert.deepEqual(readGrowthOptions(["--units", "16000, 4000"]).units, [4000, 16000]);
  assert.deepEqual(readGrowthOptions([]).units, [16_000, 160_000, 1_600_000]);
  assert.deepEqual(readGrowthOptions(["--parts", "search,reads"]).parts, ["reads", "search"]);
  assert.throws(() => readGrowthOptions(["--units", "many"]), /--units takes whole numbers/);
  assert.throws(() => readGrowthOptions(["--shapes", "q9"]), /there is no "q9"/);
});

test("marks of a scale hold all figures, and names at its end do not cover each other", () => {
  assert.deepEqual(marks(0.03, 0.4), [0.02, 0.05, 0.1, 0.2, 0.5]);
  assert.deepEqual(names([100, 101, 300], 17), [100, 117, 300]);
});

/** Results of two sizes, the second with twice the CPU for three times the bytes. */
function results() {
  const drive = (factor) => ({ perSecond: 1000, p50: 0.1, p99: 1, serverCpu: 0.04 * factor, bytes: 1000 * (1 + 2 * (factor - 1)), requests: 9, by: "plan" });
  const size = (units, factor) => ({
    units, numbers: 10, messageTypes: 20, databaseMegabytes: 1, import: { seconds: 1, perSecond: units, peakMegabytes: 50 },
    start: { readySeconds: 0.5, seconds: 0.4, units, revision: 2 },
    memory: { resident: 100 * factor, own: 90, peak: 120, afterReads: { resident: 110 } },
    reads: { q1: drive(factor) },
    search: [{ ...drive(1), name: "1 letter", found: 1234 }],
    changes: {
      quiet: drive(1),
      kinds: [{
        name: "commit", title: "a commit", units: 1, acknowledged: { middle: 8, most: 9 }, lag: { middle: 1, most: 2 }, cpu: 5,
        moved: undefined, residentMegabytes: 100, peakMegabytes: 101, beside: { ...drive(1), changes: 4, changesPerSecond: 2 },
      }],
    },
  });
  return {
    date: "2026-11-26T10:00:00.000Z",
    options: { units: [1000, 10_000], connections: 8, seconds: 1, shapes: ["q1"], parts: ["reads", "search", "changes"] },
    with: { cores: 2, processor: "Made", memoryGigabytes: 8, kernel: "6.1", sorgraph: "0.1", commit: "abc", wrk: "4", node: "v20" },
    sizes: [size(1000, 1), size(10_000, 2)],
  };
}

test("the Markdown compares each size with the one before and names machine, sizes and day", () => {
  assert.equal(times([{ a: 2 }, { a: 3 }], 1, ({ a }) => a), 1.5);
  const text = growthReport(results(), "growth.svg");
  assert.match(text, /2026-11-26: 2 cores \(Made\) and 8 GB.*registers of 1,000, 10,000 units/);
  assert.match(text, /\| Q1 \| 0\.04 \| 0\.08 \(2\.00 ×\) \|/);
  assert.match(text, /\| Q1 \| 40 \| 26\.7 \(0\.67 ×\) \|/);
  assert.match(text, /1 letter \| 0\.1; 1; 0\.04 \(1,234\)/);
  assert.doesNotMatch(text, /NaN|undefined|null/);
});

test("three files are written", () => {
  const folder = mkdtempSync(join(tmpdir(), "sorgraph-bench-test-"));
  try {
    writeGrowth(results(), folder);
    const svg = readFileSync(join(folder, "growth-2026-11-26T100000.svg"), "utf8");
    assert.match(svg, /<polyline/);
    assert.doesNotMatch(svg, /NaN|undefined/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
