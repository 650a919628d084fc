// Holds the schema against the rules of graphql-eslint (lint.config.mjs).
//
//   node lint.mjs ../../schema.graphql

import { readFileSync } from 'node:fs';
import { ESLint } from 'eslint';
import { config, kept } from './lint.config.mjs';

// A rule that finds nothing may be one that does not look: each of these has to be found.
const mistakes = [
  ['type Region implements Node', 'type region implements Node', 'naming-convention'],
  [/"""\n[^"]*"""\ntype Region /, 'type Region ', 'require-description'],
  [/"""\n[^"]*"""\n  shakCode: ShakCode/, 'shakCode: ShakCode', 'require-description'],
  [/"""\n[^"]*"""\n  PAUSED/, 'PAUSED', 'require-description'],
  [/"""\n[^"]*"""\n {4}first: Int,/, 'first: Int,', 'require-description'],
  ['\n  pageInfo: PageInfo!', '\n  page: PageInfo!', 'relay-connection-types'],
  ['\n  cursor: String!', '\n  place: String!', 'relay-edge-types'],
  ['\n    first: Int,', '\n    most: Int,', 'relay-arguments'],
  ['\n  endCursor: String', '\n  end: String', 'relay-page-info'],
  ['@key(fields: "code")', '@keys(fields: "code")', 'known-directives'],
  [/\n  id: ID!\n/, '\n  code: ID!\n', 'strict-id-in-types'],
];

// The directives of federation that the schema uses are defined by the gateway's specification, not by itself.
const federation = readFileSync(new URL('federation.graphql', import.meta.url), 'utf8');

const schema = readFileSync(process.argv[2], 'utf8');
const options = { overrideConfigFile: true, overrideConfig: config(`${schema}\n${federation}`) };
const eslint = new ESLint(options);

async function complaints(text) {
  const [{ messages }] = await eslint.lintText(`${text}\n${federation}`, { filePath: 'schema.graphql' });
  return messages.map(({ ruleId, line, message }) => {
    return { rule: ruleId?.replace('@graphql-eslint/', ''), line, message };
  });
}

const fits = ({ rule, message }, [of, start]) => rule === of && message.startsWith(start);
const unknown = (one) => !kept.some((known) => fits(one, known));
const found = await complaints(schema);
const wrong = [
  ...found.filter(unknown).map(({ rule, line, message }) => `line ${line}: ${rule}: ${message}`),
  ...kept
    .filter((known) => !found.some((one) => fits(one, known)))
    .map((known) => `no longer so, take it off the list: ${known.join(': ')}`),
];
for (const [right, mistake, rule] of mistakes) {
  const text = schema.replace(right, mistake);
  const seen = (await complaints(text)).some((one) => one.rule === rule && unknown(one));
  if (text === schema || !seen) wrong.push(`${rule} does not see ${mistake.trim()}`);
}
for (const line of wrong) console.error(line);
console.log(`${kept.length} exceptions, ${mistakes.length} mistakes, ${wrong.length} complaints`);
process.exit(wrong.length ? 1 : 0);
