// What processes have used, from /proc.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const ticksPerSecond = 100; // USER_HZ, the same on every Linux that matters here

function stat(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name, in brackets, may hold anything; what follows it is numbers.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return { pid, parent: Number(fields[1]), ticks };
  } catch {
    return null; // It has ended.
  }
}

/** The process and all below it. */
function tree(root) {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const all = pids.map((pid) => stat(Number(pid))).filter(Boolean);
  const found = all.filter(({ pid }) => pid === root);
  for (const process of found) found.push(...all.filter(({ parent }) => parent === process.pid));
  return found;
}

/** CPU seconds of the process and all below it, those that have ended included. */
export function cpuSeconds(root) {
  return tree(root).reduce((sum, { ticks }) => sum + ticks, 0) / ticksPerSecond;
}

/** Peak of resident memory in MB, summed over the process and all below it. */
export function peakMegabytes(root) {
  const peak = ({ pid }) => {
    try {
      return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
    } catch {
      return 0;
    }
  };
  return tree(root).reduce((sum, process) => sum + peak(process), 0) / 1024;
}

/** Memory of one process in MB: resident, of that its own (not mapped from files), and the peak; null when it has ended. */
export function memoryOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/status`, "utf8");
    const [resident, own, peak] = ["VmRSS", "RssAnon", "VmHWM"].map((name) => megabytes(text, name));
    return { resident, own, peak };
  } catch {
    return null;
  }
}

function megabytes(status, name) {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)[1]) / 1024;
}

/** Lets the peak of a process begin anew at what is resident now. */
export function forgetPeak(pid) {
  writeFileSync(`/proc/${pid}/clear_refs`, "5");
}
