// Holds breaking.mjs to what it promises: it sees each of these changes of the schema, and none in what breaks
// nobody; and a changelog that does not name one of them fails it.
//
//   node breaking-check.mjs ../../schema.graphql

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, print, visit } from 'graphql';
import { breaking, read } from './changes.mjs';

// Without descriptions there is less to step around.
const described = parse(readFileSync(process.argv[2], 'utf8'));
const bare = (node) => node.description && { ...node, description: undefined };
const schema = print(visit(described, { enter: bare }));

// What is taken out, what is put in, and the coordinate to name; none where it breaks nobody.
const cases = [
  ['\n  viewer: Viewer', '', 'Query.viewer'],
  ['\n  ORDER\n', '\n', 'CaseKind.ORDER'],
  ['\n  search(after: String, ', '\n  search(', 'Query.search(after:)'],
  ['  case(id: ID!)', '  case(id: ID!, kind: CaseKind!)', 'Query.case(kind:)'],
  ['resolve(at: Date,', 'resolve(at: Date!,', 'Query.resolve(at:)'],
  ['\ntype PointInTime {\n  at: Date!', '\ntype PointInTime {\n  at: DateTime!', 'PointInTime.at'],
  [
    '\n  committedAt: DateTime!\n  hash: String!',
    '\n  committedAt: DateTime!\n  hash: String',
    'AuditEntry.hash',
  ],
  ['\ninput MoveInput {', '\ninput MoveInput {\n  confirmed: Boolean!', 'MoveInput.confirmed'],
  [
    '\ninput SuccessorInput {\n  email: String',
    '\ninput SuccessorInput {\n  email: String!',
    'SuccessorInput.email',
  ],
  ['\ninput CodeFilter {', '\ninput CodeFilter @oneOf {', 'CodeFilter'],
  ['\ntype MessageType implements Node ', '\ntype MessageType ', 'MessageType'],
  [
    '\ntype Municipality implements Node @key(fields: "code")',
    '\ntype Municipality implements Node',
    'Municipality',
  ],
  ['\ntype VirtualAddress @shareable', '\ntype VirtualAddress', 'VirtualAddress'],
  ['\n  registerChanged(after: String, ', '\n  registerChanged(', 'Subscription.registerChanged(after:)'],
  ['\ntype Viewer {', '\ntype Viewer {\n  age: Int'],
  ['\n  lastDay: Date!', '\n  lastDay: Date'],
  ['\n  case(id: ID!)', '\n  case(id: ID!, kind: CaseKind)'],
  ['\nenum State {', '\nenum State {\n  LOST'],
];

const wrong = [];
for (const [out, put, coordinate] of cases) {
  const current = schema.replace(out, put);
  if (current === schema) wrong.push(`the schema has no ${out}`);
  const found = await breaking(read(schema), read(current));
  const told = [...new Set(found.map((change) => change.coordinate))].join();
  if (told !== (coordinate ?? ''))
    wrong.push(`${out} → ${put}: ${told || 'nothing'} told, not ${coordinate}`);
}

// What the program says of the first case, by what the changelog has to say.
const folder = mkdtempSync(join(tmpdir(), 'sorgraph-breaking-'));
const [[out, put, gone]] = cases;
const line = `- \`${gone}\`: gone.`;
const changelogs = [
  [`## Unreleased\n\n### Added\n\n- \`Query.more\`\n\n### Breaking\n\n${line}\n\n## 0.1\n`, true],
  [`## Unreleased\n\n### Breaking\n\n- \`Query\`: less.\n\n### Removed\n\n${line}\n`, false],
  [`## Unreleased\n\n### Breaking\n\n- \`Query.viewers\`\n\n## 0.1\n\n### Breaking\n\n${line}\n`, false],
  [`## Unreleased\n\n### Breaking\n\n- ${gone}: gone, without back-ticks.\n`, false],
];
for (const [changelog, accepted] of changelogs) {
  const files = Object.entries({ before: schema, after: schema.replace(out, put), changelog });
  const paths = files.map(([name, text]) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  });
  const { status, stderr } = spawnSync(process.execPath, ['breaking.mjs', ...paths], { encoding: 'utf8' });
  const right = accepted ? status === 0 : status === 1 && stderr.includes(`\`${gone}\``);
  if (!right) wrong.push(`${changelog} ends with ${status}: ${stderr}`);
}
rmSync(folder, { recursive: true });
for (const line of wrong) console.error(line);
console.log(`${cases.length} changes, ${changelogs.length} changelogs, ${wrong.length} complaints`);
process.exit(wrong.length ? 1 : 0);
