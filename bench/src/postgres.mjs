// The PostgreSQL of the run: the one that SORGRAPH_BENCH_POSTGRES_URL names, or a temporary one of its own.
import { accessSync, chmodSync, constants, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import pg from "pg";

import { freePort, run } from "./children.mjs";

/** Settings of our own cluster. The caches hold a national register; all else is PostgreSQL's default. */
const settings = {
  listen_addresses: "127.0.0.1",
  max_connections: "100",
  shared_buffers: "512MB",
  max_wal_size: "2GB",
};

/** Gives `{ url, postmaster, version, settings, stop }`; `postmaster` is null where it does not run on this machine. */
export async function openPostgres(folder) {
  const given = process.env.SORGRAPH_BENCH_POSTGRES_URL;
  const cluster = given ? { url: given, stop() {} } : await startCluster(join(folder, "postgres"));
  const client = new pg.Client({ connectionString: cluster.url });
  try {
    await client.connect();
    const { rows: [found] } = await client.query(`SELECT pg_backend_pid() AS pid,
      current_setting('server_version') AS version, current_setting('shared_buffers') AS shared_buffers`);
    const postmaster = parent(found.pid);
    return { ...cluster, postmaster, version: found.version, sharedBuffers: found.shared_buffers };
  } catch (error) {
    cluster.stop();
    throw error;
  } finally {
    await client.end().catch(() => {});
  }
}

/** The process above a backend: the one that all backends of the cluster hang under. */
function parent(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    if (!stat.includes("(postgres)")) return null;
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return null;
  }
}

function binaries() {
  const debian = "/usr/lib/postgresql";
  const versions = (() => {
    try {
      return readdirSync(debian).sort((one, other) => Number(other) - Number(one));
    } catch {
      return [];
    }
  })();
  const folders = [...versions.map((version) => join(debian, version, "bin")), ...process.env.PATH.split(":")];
  const found = folders.find((folder) => executable(join(folder, "initdb")) && executable(join(folder, "pg_ctl")));
  if (found) return found;
  const install = "Install it (Debian: apt-get install postgresql)";
  throw new Error(`No PostgreSQL here. ${install}, or name one in SORGRAPH_BENCH_POSTGRES_URL.`);
}

function executable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function startCluster(home) {
  const bin = binaries();
  mkdirSync(home, { mode: 0o700 });
  // PostgreSQL refuses to run as root: the package's user does, from a folder that it may enter.
  const asRoot = process.getuid() === 0;
  const as = (command, args) => (asRoot ? ["runuser", ["-u", "postgres", "--", command, ...args]] : [command, args]);
  if (asRoot) {
    chmodSync(join(home, ".."), 0o711);
    run("chown", ["postgres", home]);
  }
  const data = join(home, "data");
  const pgCtl = (...args) => {
    run(...as(join(bin, "pg_ctl"), ["-D", data, "-w", ...args]), { cwd: home, stdio: "ignore" });
  };
  // C.UTF-8 orders by code point; no list of the shapes depends on it.
  const made = ["-D", data, "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"];
  run(...as(join(bin, "initdb"), made), { cwd: home });
  const port = await freePort();
  const all = { ...settings, port, unix_socket_directories: home };
  const flags = Object.entries(all).map(([name, value]) => `-c ${name}=${value}`).join(" ");
  pgCtl("-l", join(home, "log"), "-o", flags, "start");
  const stop = () => pgCtl("-m", "immediate", "stop");
  return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, stop };
}

/** Makes a database and gives its address and how to drop it. */
export async function makeDatabase(url, name) {
  const admin = async (text) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(text).finally(() => client.end());
  };
  await admin(`CREATE DATABASE ${name}`);
  const address = new URL(url);
  address.pathname = `/${name}`;
  return { url: address.href, drop: () => admin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** Runs statements that give nothing back. */
export async function execute(url, ...texts) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const text of texts) await client.query(text);
  } finally {
    await client.end();
  }
}
