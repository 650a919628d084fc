// Composes sorgraph alone, with the partner, and with one that has every value type of its own too.
//
//   node check-composition.mjs ../../schema.graphql

import { readFileSync } from 'node:fs';
import { Kind, parse, print, visit } from 'graphql';
import { compose } from './compose.mjs';
import { sdl as partnerSdl } from './partner.mjs';

const OWNED = { Municipality: 'code: MunicipalityCode!', Region: 'code: RegionCode!' };

// A subgraph that defines the shareable types for itself, as they stand in `sdl`, and refers to what
// the register owns by key.
function twin(sdl) {
  const { definitions } = parse(sdl, { noLocation: true });
  const named = new Map(definitions.filter(({ name }) => name).map((node) => [node.name.value, node]));
  const isShared = ({ directives }) => directives?.some(({ name }) => name.value === 'shareable');
  const shared = definitions.filter(isShared);
  const taken = new Map();
  const take = (node) => {
    taken.set(node.name.value, node);
    visit(node, {
      NamedType({ name: { value } }) {
        const used = named.get(value);
        if (!used || taken.has(value) || value in OWNED) return;
        if ([Kind.ENUM_TYPE_DEFINITION, Kind.SCALAR_TYPE_DEFINITION].includes(used.kind)) take(used);
        else if (!isShared(used)) throw new Error(`${node.name.value} is shareable, but not its ${value}`);
      },
    });
  };
  shared.forEach(take);
  ['MunicipalityCode', 'RegionCode'].forEach((name) => take(named.get(name)));
  const names = shared.map(({ name }) => name.value);
  const owned = Object.entries(OWNED).map(([name, key]) => {
    const [field] = key.split(':');
    return `type ${name} @key(fields: "${field}", resolvable: false) { ${key} }`;
  });
  return {
    names,
    sdl: [
      'extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key", "@shareable"])',
      `type Query { ${names.map((name) => `twin${name}: ${name}`).join(' ')} }`,
      ...owned,
      ...[...taken.values()].map(print),
    ].join('\n'),
  };
}

const sdl = readFileSync(process.argv[2], 'utf8');
const sorgraph = { name: 'sorgraph', url: 'http://sorgraph', sdl };
const partner = { name: 'partner', url: 'http://partner', sdl: partnerSdl };
const { names, sdl: twinSdl } = twin(sdl);
const settings = {
  'sorgraph alone': [sorgraph],
  'sorgraph and the partner': [sorgraph, partner],
  [`sorgraph and a twin of ${names.join(', ')}`]: [sorgraph, { name: 'twin', url: 'http://twin', sdl: twinSdl }],
};
for (const [how, subgraphs] of Object.entries(settings)) {
  for (const composer of Object.keys(compose(subgraphs))) console.log(`${composer} composes ${how}`);
}
