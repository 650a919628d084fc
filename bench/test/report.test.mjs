import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { readOptions } from "../src/options.mjs";
import { writeReport } from "../src/report.mjs";

const servers = [
  { name: "plans", title: "sorgraph", kind: "sorgraph", workers: 1 },
  { name: "yoga", title: "yoga", kind: "peer", workers: 2 },
  { name: "limit", title: "the limit", kind: "limit", workers: 1 },
];
const rates = { plans: 3000, yoga: 100, limit: 6000 };

function results(options) {
  const drives = options.shapes.flatMap((shape) => servers.flatMap(({ name: server }) => options.connections.map((connections) => ({
    round: 1, shape, server, connections, perSecond: rates[server] * connections, p50: 1.5, p99: 2.5, serverCpu: 0.3,
    databaseCpu: 0.7, peakMegabytes: 444,
  }))));
  const byShape = (value) => Object.fromEntries(options.shapes.map((shape) => [shape, value]));
  return {
    date: "2026-11-26T10:00:00.000Z", options, drives, servers, importSeconds: 9, startSeconds: { plans: 1, yoga: 2 },
    with: {
      cores: 2, processor: "Made", memoryGigabytes: 8, kernel: "6.1", sorgraph: "0.1", commit: "abc", wrk: "4", node: "v20",
      postgres: "15", sharedBuffers: "512MB", packages: { pg: "8" },
    },
    register: { units: 160_000, numbers: 20_000, message_types: 200_000, requests: byShape(9) },
    sizes: byShape(1300),
  };
}

test("1, 8 and 64 connections are driven unless others are asked for", () => {
  assert.deepEqual(readOptions([]).connections, [1, 8, 64]);
  assert.deepEqual(readOptions(["--connections", "2"]).connections, [2]);
});

test("the Markdown tells every figure of every number of connections, the machine, the size and the day", () => {
  const folder = mkdtempSync(join(tmpdir(), "sorgraph-bench-test-"));
  try {
    const options = readOptions([]);
    writeReport(results(options), folder);
    const text = readFileSync(join(folder, "results/2026-11-26T100000.md"), "utf8");
    assert.match(text, /2026-11-26: 2 cores \(Made\) and 8 GB, shared/);
    assert.match(text, /160,000 units/);
    for (const connections of [1, 8, 64]) {
      const rate = (3000 * connections).toLocaleString("en-GB");
      const line = `| sorgraph | ${connections} | ${rate} | 1.5 | 2.5 | 0.3 | 0.7 | 444 | 30.00 × | 50 % |`;
      assert.equal(text.split(line).length - 1, options.shapes.length, line);
      assert.ok(text.includes(`| sorgraph | ${connections} | ${options.shapes.map(() => "30 ×, 50 %").join(" | ")} |`));
    }
    assert.doesNotMatch(text, /NaN|undefined|null/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
