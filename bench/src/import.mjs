// An import as an operator starts it, beside the service or before it: how long, how much memory, what it says.
import { runAside } from "./children.mjs";
import { memoryOf } from "./usage.mjs";

/** How often the memory of the import is looked at, in ms. The peak only grows, so that little is missed at its end. */
const look = 50;

/**
 * Imports files. `acknowledged` is the moment at which it told of the commit, `seconds` runs to its end, with
 * statistics for the database's planner.
 */
export async function importFiles({ tools, folder, databaseUrl, files }) {
  const environment = { SORGRAPH_DATABASE_URL: databaseUrl, SORGRAPH_LOG: "warn" };
  const began = performance.now();
  let [peak, acknowledged, timer, said] = [0, null, null, ""];
  const watch = ({ pid, stdout }) => {
    timer = setInterval(() => { peak = memoryOf(pid)?.peak ?? peak; }, look);
    stdout.on("data", (text) => {
      said += text;
      if (said.includes("Applied as revision")) acknowledged ??= performance.now();
    });
  };
  const settings = { environment, cwd: folder, progress: true, watch };
  const text = await runAside(tools.sorgraph, ["import", ...files], settings).finally(() => clearInterval(timer));
  const report = importReport(text);
  return { ...report, began, acknowledged, seconds: (performance.now() - began) / 1000, peakMegabytes: peak };
}

/** What the report of an import says of units. Throws where it applied nothing, or refused something. */
export function importReport(text) {
  const units = /^units\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)$/m.exec(text);
  const revision = /^Applied as revision (\d+)\.$/m.exec(text);
  if (!units || !revision) throw new Error(`The import changed nothing:\n${text}`);
  if (/^refused, /m.test(text)) throw new Error(`The import refused something:\n${text}`);
  // Message types that end would be a change that nobody asked for.
  const ended = Number(/^message types on numbers: \d+ set, (\d+) ended$/m.exec(text)?.[1] ?? NaN);
  const [created, changed, moved, closed, same] = units.slice(1).map(Number);
  return { revision: Number(revision[1]), created, changed, moved, closed, same, ended };
}
