// The programs of the run, each with a word on how to get it where it is missing.
import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { spawnSync } from "node:child_process";

import { run, runAside } from "./children.mjs";

const bench = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const root = dirname(bench);

export function findTools() {
  const sorgraph = resolve(process.env.SORGRAPH ?? join(root, "target/release/sorgraph"));
  if (!existsSync(sorgraph)) {
    throw new Error(`${sorgraph} is not there. Build it with: cargo build --release --locked; or name it in SORGRAPH.`);
  }
  const wrk = process.env.WRK ?? "wrk";
  if (spawnSync(wrk, ["--version"]).error) {
    throw new Error("wrk is missing. Install it (Debian: apt-get install wrk), or name it in WRK.");
  }
  const limit = resolve(process.env.BENCH_LIMIT ?? join(bench, "limit/target/release/limit"));
  return { bench, root, sorgraph, counted: join(root, "target/pgo/sorgraph"), wrk, limit };
}

/** Builds the server of stored bodies where it is missing, none is named and cargo is here. */
export async function buildLimit(tools, say) {
  if (existsSync(tools.limit) || process.env.BENCH_LIMIT) return;
  if (spawnSync("cargo", ["--version"]).status !== 0) return;
  const crate = join(tools.bench, "limit");
  // The versions of everything below axum and tokio, too: cargo drops from the copy what the crate does not use.
  const lock = join(crate, "Cargo.lock");
  if (!existsSync(lock)) copyFileSync(join(tools.root, "Cargo.lock"), lock);
  say("building the server of stored bodies");
  await runAside("cargo", ["build", "--release", "--quiet"], { cwd: crate }).catch((error) => say(error.message));
}

const quiet = (command, args, options) => {
  try {
    return run(command, args, options).trim();
  } catch {
    return null;
  }
};

/** The program and the machine. */
export function describeMachine(tools) {
  const changed = quiet("git", ["status", "--porcelain", "--untracked-files=no"], { cwd: tools.root });
  return {
    sorgraph: quiet(tools.sorgraph, ["--version"])?.replace(/^\S+ /, ""),
    commit: quiet("git", ["rev-parse", "--short", "HEAD"], { cwd: tools.root }) + (changed ? " with changes" : ""),
    node: process.version,
    wrk: /wrk (\S+)/.exec(spawnSync(tools.wrk, ["--version"], { encoding: "utf8" }).stdout)?.[1],
    processor: cpus()[0].model.trim(),
    cores: cpus().length,
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
  };
}

/** The same with the database and the peers. */
export function describe(tools, postgres) {
  const packages = ["postgraphile", "graphql-yoga", "dataloader", "graphql", "pg"];
  const version = (name) => JSON.parse(readFileSync(join(tools.bench, "node_modules", name, "package.json"))).version;
  return {
    ...describeMachine(tools),
    postgres: postgres.version,
    sharedBuffers: postgres.sharedBuffers,
    packages: Object.fromEntries(packages.map((name) => [name, version(name)])),
  };
}
