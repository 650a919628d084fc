// Makes a typed client of the operations of operations/ in made/, and checks that each root field of the schema
// has one operation, of its own name.
//
//   node generate.mjs ../../schema.graphql

import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { codegen } from '@graphql-codegen/core';
import * as documents from '@graphql-codegen/typed-document-node';
import * as operations from '@graphql-codegen/typescript-operations';
import { parse } from 'graphql';
import { read } from './changes.mjs';
import { scalars } from './scalars.mjs';

const schema = parse(readFileSync(process.argv[2], 'utf8'));
const sources = readdirSync('operations').map((location) => {
  return { location, document: parse(readFileSync(`operations/${location}`, 'utf8')) };
});

// Each operation asks for one root field and bears its name.
const written = sources
  .flatMap(({ document }) => document.definitions)
  .filter(({ kind }) => kind === 'OperationDefinition')
  .map(({ operation, name, selectionSet }) => {
    const fields = selectionSet.selections.map((selection) => selection.name?.value);
    return { name: name.value, field: `${operation} ${fields.join(' ')}` };
  });
const whole = read(readFileSync(process.argv[2], 'utf8'));
const roots = ['query', 'mutation', 'subscription'].flatMap((operation) => {
  return Object.keys(whole.getRootType(operation).getFields()).map((field) => `${operation} ${field}`);
});
const capital = (field) => field.replace(/^\w+ (.)/, (_, first) => first.toUpperCase());
const wrong = [
  ...roots
    .filter((root) => !written.some(({ field }) => field === root))
    .map((root) => `${root} has no operation`),
  ...written
    .filter(({ field }) => !roots.includes(field))
    .map(({ name, field }) => `${name}: no root field ${field}`),
  ...written
    .filter(({ name, field }) => name !== capital(field))
    .map(({ name, field }) => `${name} is of ${field}`),
];
for (const line of wrong) console.error(line);
if (wrong.length) process.exit(1);

const config = {
  scalars,
  strictScalars: true,
  immutableTypes: true,
  documentMode: 'string',
  dedupeFragments: true,
  useTypeImports: true,
};
const client = await codegen({
  filename: 'made/client.ts',
  schema,
  documents: sources,
  config,
  plugins: [{ operations: {} }, { documents: {} }],
  pluginMap: { operations, documents },
});
rmSync('made', { recursive: true, force: true });
mkdirSync('made');
writeFileSync('made/client.ts', client);
console.log(`${written.length} operations of ${roots.length} root fields`);
