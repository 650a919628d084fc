// Holds the schema against Relay's compiler: the documents of relay/ have to compile, and with a mistake in
// one of them they have to be refused, so that a compiler that reads nothing does not pass.
//
//   node relay.mjs ../../schema.graphql

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, print } from 'graphql';
import compiler from 'relay-compiler';
import { scalars } from './scalars.mjs';

// A fragment on a type that has no id.
const refetchable =
  'graphql`fragment PlaceCard_on on Address @refetchable(queryName: "PlaceCardQuery") { suite }`;';

// In which document, what is put in place of what, and what the compiler has to say of it.
const mistakes = [
  ['UnitRow.ts', 'sorCode', 'sorKode', 'has no field `sorKode`'],
  ['UnitTree.ts', 'descendants(', 'path(', '`SorEntity` has no field `edges`'],
  ['InstitutionUnits.ts', 'first: $count, after: $cursor, ', '', "a 'first' or 'last' argument"],
  ['InstitutionUnits.ts', 'type: "SorEntityFilter"', 'type: "MunicipalityFilter"', 'MunicipalityFilter'],
  ['PlaceCard.ts', 'graphql`', `${refetchable}graphql\``, 'only supported are fragments on'],
  ['UnitChange.ts', '"OrganisationalUnitEdge"', '"OrganisationalUnitRow"', 'OrganisationalUnitRow'],
  ['RegisterNews.ts', '$after: String', '$after: Int', "type 'Int'"],
];

const config = {
  src: 'src',
  schema: 'schema.graphql',
  artifactDirectory: 'artefacts',
  language: 'typescript',
  customScalarTypes: scalars,
  requireCustomScalarTypes: true,
  noSourceControl: true,
};

// Compiles relay/, with a mistake in it if one is given, in a folder that is gone afterwards.
function compile(schema, [file, right, wrong] = []) {
  const folder = mkdtempSync(join(tmpdir(), 'sorgraph-relay-'));
  try {
    cpSync('relay', join(folder, 'src'), { recursive: true });
    mkdirSync(join(folder, 'artefacts'));
    writeFileSync(join(folder, 'schema.graphql'), schema);
    writeFileSync(join(folder, 'relay.config.json'), JSON.stringify(config));
    if (file) {
      const text = readFileSync(join('relay', file), 'utf8');
      if (!text.includes(right)) throw new Error(`${file} has no ${right} in which to make a mistake`);
      writeFileSync(join(folder, 'src', file), text.replace(right, wrong));
    }
    return { ...run(folder), artefacts: readdirSync(join(folder, 'artefacts')) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run(folder) {
  try {
    const options = {
      cwd: folder,
      encoding: 'utf8',
      stdio: 'pipe',
      env: { ...process.env, RUST_BACKTRACE: '0' },
    };
    return { accepted: true, said: execFileSync(compiler, ['relay.config.json'], options) };
  } catch (error) {
    if (typeof error.status !== 'number') throw error;
    return { accepted: false, said: `${error.stdout}${error.stderr}` };
  }
}

// What is written for each document, as the documents name it.
function expected() {
  const text = readdirSync('relay')
    .map((file) => readFileSync(join('relay', file), 'utf8'))
    .join('')
    .replaceAll(/^\/\/.*/gm, '');
  const names = text.matchAll(/\b(?:query|mutation|subscription|fragment) (\w+)|queryName: "(\w+)"/g);
  return [...names].map(([, written, made]) => `${written ?? made}.graphql.ts`).sort();
}

// Relay's compiler knows no `extend schema`, with which a subgraph says that it is one; no client sees it.
const { definitions, ...rest } = parse(readFileSync(process.argv[2], 'utf8'));
const schema = print({ ...rest, definitions: definitions.filter(({ kind }) => kind !== 'SchemaExtension') });

const { accepted, said, artefacts } = compile(schema);
const missing = expected().filter((name) => !artefacts.includes(name));
const wrong = [
  ...(accepted ? [] : [said]),
  ...missing.map((name) => `nothing was made for ${name}`),
  ...mistakes.flatMap((mistake) => {
    const refused = compile(schema, mistake);
    const right = !refused.accepted && refused.said.includes(mistake[3]);
    return right ? [] : [`${mistake[2]} in ${mistake[0]} is not refused for it:\n${refused.said}`];
  }),
];
for (const line of wrong) console.error(line);
console.log(
  `${artefacts.length} artefacts of Relay, ${mistakes.length} mistakes, ${wrong.length} complaints`,
);
process.exit(wrong.length ? 1 : 0);
