// A made register in a fresh database, as sorgraph makes and imports it.
import { readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { runAside } from "./children.mjs";
import { execute } from "./postgres.mjs";

export async function makeRegister({ tools, databaseUrl, units, folder, say }) {
  // In a folder of its own: a sorgraph.toml where the run was started would count, too.
  const files = join(folder, "register");
  say(`making a register of ${units} units`);
  const sized = ["--units", String(units), "--seed", "1", "--out", files];
  await runAside(tools.sorgraph, ["generate", ...sized], { cwd: folder });
  const environment = { SORGRAPH_DATABASE_URL: databaseUrl, SORGRAPH_LOG: "warn" };
  await runAside(tools.sorgraph, ["migrate"], { environment, cwd: folder });
  say("importing it");
  const began = performance.now();
  const extract = readdirSync(files).map((name) => join(files, name));
  await runAside(tools.sorgraph, ["import", ...extract], { environment, cwd: folder });
  const importSeconds = (performance.now() - began) / 1000;
  rmSync(files, { recursive: true });
  // What autovacuum would else do in the middle of a drive.
  await execute(databaseUrl, "VACUUM (ANALYZE)", "CHECKPOINT");
  await execute(databaseUrl, readFileSync(join(tools.bench, "peers/views.sql"), "utf8"));
  return importSeconds;
}
