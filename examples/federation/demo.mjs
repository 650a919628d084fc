// A sorgraph of our own, where none answers.

import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

async function answers(url) {
  try {
    return (await fetch(new URL('/health/ready', url))).ok;
  } catch {
    return false;
  }
}

// Starts `sorgraph demo` unless something answers at `url` already, and waits until it does. It ends with us.
export async function startDemo(url) {
  if (await answers(url)) return;
  const { host } = new URL(url);
  const program = process.env.SORGRAPH;
  const [command, ...begin] = program ? [program] : ['cargo', 'run', '--release', '--'];
  console.log(`Nothing answers at ${url}: starting ${[command, ...begin].join(' ')} demo`);
  const demo = spawn(command, [...begin, 'demo', '--listen', host], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
  let ended = false;
  demo.on('error', (error) => {
    console.error(`${command}: ${error.message}`);
    process.exit(1);
  });
  demo.on('exit', (code) => {
    ended = true;
    console.error(`sorgraph ended with ${code}`);
    process.exit(1);
  });
  process.on('exit', () => ended || demo.kill());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(0));
  while (!(await answers(url))) await sleep(500);
}
