// Starts the partner and both gateways before a sorgraph: the one that answers at REGISTER_URL
// (http://127.0.0.1:8080/graphql when that is not set), or else a demo.
//
//   node start.mjs                 Hive Gateway on 4000, Apollo's on 4001, the partner on 4002
//   node start.mjs --told          any free ports; prints one line of JSON with the addresses,
//                                  and ends with its input

import { readFileSync } from 'node:fs';
import { startApollo } from './apollo.mjs';
import { compose, sdlOf } from './compose.mjs';
import { startDemo } from './demo.mjs';
import { startHive } from './hive.mjs';
import { startPartner } from './partner.mjs';

const told = process.argv.includes('--told');
const port = (wanted) => (told ? 0 : wanted);
const sorgraph = process.env.REGISTER_URL ?? 'http://127.0.0.1:8080/graphql';

if (told) {
  process.stdin.resume();
  process.stdin.on('end', () => process.exit(0));
} else {
  await startDemo(sorgraph);
}

const partner = await startPartner({ sorgraph, port: port(4002) });
const supergraphs = compose([
  { name: 'sorgraph', url: sorgraph, sdl: await sdlOf(sorgraph) },
  { name: 'partner', url: partner, sdl: await sdlOf(partner) },
]);
const hive = await startHive({ supergraph: supergraphs.hive, port: port(4000) });
const apollo = await startApollo({ supergraph: supergraphs.apollo, port: port(4001) });

if (told) {
  console.log(JSON.stringify({ partner, hive, apollo }));
} else {
  console.log(`
  sorgraph          ${sorgraph}
  partner           ${partner}
  Hive Gateway      ${hive}   (open it in a browser)
  Apollo's gateway  ${apollo}

Queries to try at either gateway:
`);
  for (const name of ['waiting-times', 'messages', 'shortest-waits']) {
    console.log(readFileSync(new URL(`queries/${name}.graphql`, import.meta.url), 'utf8'));
  }
  console.log('Stop with Ctrl-C.');
}
