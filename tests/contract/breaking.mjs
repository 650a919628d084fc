// Fails if the schema breaks those who use its last release, and the changelog does not say so: each breaking
// change stands under `### Breaking` of `## Unreleased` by its coordinate, such as `Query.changes(first:)`.
//
//   node breaking.mjs BASELINE.graphql CURRENT.graphql CHANGELOG.md

import { readFileSync } from 'node:fs';
import { breaking, dangerous, named, read } from './changes.mjs';

const [baseline, current, changelog] = process.argv.slice(2, 5).map((file) => readFileSync(file, 'utf8'));
const [before, after] = [read(baseline), read(current)];
for (const line of dangerous(before, after)) console.log(`may surprise: ${line}`);
const said = named(changelog);
const broken = await breaking(before, after);
const silent = broken.filter(({ coordinate }) => !said.has(coordinate));
for (const { coordinate, message } of silent)
  console.error(`the changelog does not name \`${coordinate}\`: ${message}`);
console.log(`${broken.length} breaking changes, ${silent.length} of them not named`);
process.exit(silent.length ? 1 : 0);
