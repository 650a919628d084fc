// A partner's subgraph: waiting times of organisational units, and how many messages location
// numbers see. The figures are made from the codes, so they are the same on every run.
//
// It owns no unit and no number. It names them by the register's keys, and the gateway fetches
// what else a query asks about them from sorgraph.

import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { createYoga } from 'graphql-yoga';
import { listen } from './listen.mjs';

export const sdl = readFileSync(new URL('partner.graphql', import.meta.url), 'utf8');

const SERVICES = ['CONSULTATION', 'MRI', 'SURGERY'];
const MEASURED_ON = '2026-11-01';
const MOST = 100;

// A number from 0 to `below` minus 1 that depends on the words alone.
function made(below, ...words) {
  const digest = createHash('sha256').update(words.join('/')).digest();
  return digest.readUInt32BE(0) % below;
}

const weeks = (sorCode, service) => 1 + made(40, sorCode, service);

// The units and numbers that this partner has figures for. A real partner would keep such a list by
// following the register; this one reads some of it when it starts.
async function known(sorgraph) {
  const query = `{
    organisationalUnits(first: 100) { nodes { sorCode } }
    locationNumbers(first: 100) { nodes { gln } }
  }`;
  const response = await fetch(sorgraph, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(`sorgraph refuses: ${JSON.stringify(errors)}`);
  return {
    units: data.organisationalUnits.nodes.map(({ sorCode }) => sorCode),
    numbers: data.locationNumbers.nodes.map(({ gln }) => gln),
  };
}

function resolvers({ units, numbers }) {
  const byWait = Object.fromEntries(
    SERVICES.map((service) => [
      service,
      [...units].sort((a, b) => weeks(a, service) - weeks(b, service) || a.localeCompare(b)),
    ]),
  );
  return {
    Query: {
      shortestWaits(_, { service, first, after }) {
        const size = Math.min(Math.max(first, 1), MOST);
        const from = after ? byWait[service].indexOf(after) + 1 : 0;
        const page = byWait[service].slice(from, from + size);
        return {
          nodes: page.map((sorCode) => ({ sorCode })),
          pageInfo: {
            hasNextPage: from + size < byWait[service].length,
            hasPreviousPage: from > 0,
            startCursor: page[0],
            endCursor: page.at(-1),
          },
        };
      },
    },
    OrganisationalUnit: {
      __resolveReference: ({ sorCode }) => ({ sorCode }),
      waitingTimes: ({ sorCode }) =>
        SERVICES.map((service) => ({
          service,
          weeks: weeks(sorCode, service),
          measuredOn: MEASURED_ON,
          sorCode,
        })),
    },
    WaitingTime: {
      shorterAt({ service, weeks: own }) {
        const [best] = byWait[service];
        return best && weeks(best, service) < own ? { sorCode: best } : null;
      },
    },
    LocationNumber: {
      __resolveReference: ({ gln }) => ({ gln }),
      messageStatistics: ({ gln }) => ({
        gln,
        received: made(5_000, gln, 'received'),
        sent: made(5_000, gln, 'sent'),
      }),
    },
    MessageStatistics: {
      correspondents({ gln }) {
        const others = numbers.filter((other) => other !== gln);
        const start = others.length && made(others.length, gln, 'correspondents');
        return [...others.slice(start), ...others.slice(0, start)]
          .slice(0, 3)
          .map((other) => ({ gln: other }));
      },
    },
  };
}

// Serves the subgraph, and gives its address.
export async function startPartner({ sorgraph, port }) {
  const schema = buildSubgraphSchema({ typeDefs: parse(sdl), resolvers: resolvers(await known(sorgraph)) });
  const yoga = createYoga({ schema, logging: 'warn', landingPage: false });
  return `${await listen(createServer(yoga), port)}/graphql`;
}
