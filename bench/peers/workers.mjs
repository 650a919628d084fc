// What the peers have in common: a port, a number of processes, and connections to the database.
import cluster from "node:cluster";

const need = (name) => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; bench/run starts the peers.`);
  return value;
};

export const port = Number(need("BENCH_PORT"));
const workers = Number(need("BENCH_WORKERS"));

// The database's connections are shared out: all servers of the benchmark have as many in all.
export const connections = Math.max(1, Math.floor(Number(need("BENCH_DATABASE_CONNECTIONS")) / workers));

// Just-in-time compilation costs more than these statements; today is the day in Denmark.
export const database = {
  connectionString: need("BENCH_DATABASE_URL"),
  options: "-c TimeZone=Europe/Copenhagen -c jit=off",
};

/** Runs `start` in each of the processes, in this one when there is to be one only. */
export function serve(start) {
  if (workers <= 1 || cluster.isWorker) return start();
  for (let n = 0; n < workers; n += 1) cluster.fork();
  // A worker that goes would change what is measured: then all of it ends, and the run with it.
  cluster.on("exit", (worker, code) => {
    console.error(`worker ${worker.id} ended with ${code}`);
    process.exit(1);
  });
  return undefined;
}
