// Hive Gateway before the supergraph.

import { createServer } from 'node:http';
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import http from '@graphql-mesh/transport-http';
import { Behind } from './behind.mjs';
import { listen } from './listen.mjs';
import { passedOn } from './passed-on.mjs';

const behind = new WeakMap();

// Counts for each request of the gateway; what a gateway asks for itself is nobody's.
const telling = {
  onSubgraphExecute({ subgraphName, executionRequest }) {
    return ({ result }) => {
      const { context } = executionRequest;
      if (context && Symbol.asyncIterator in result === false) behindOf(context).add(subgraphName, result.extensions);
    };
  },
  onExecutionResult({ context, result, setResult }) {
    if (!result || Symbol.asyncIterator in result) return;
    setResult({ ...result, extensions: { ...result.extensions, behind: behindOf(context) } });
  },
};

// A context is not the same object everywhere, but its request is.
function behindOf({ request }) {
  if (!behind.has(request)) behind.set(request, new Behind());
  return behind.get(request);
}

export async function startHive({ supergraph, port }) {
  const gateway = createGatewayRuntime({
    supergraph,
    transports: { http },
    logging: 'warn',
    plugins: () => [telling],
    propagateHeaders: {
      fromClientToSubgraphs: ({ request }) => passedOn((name) => request.headers.get(name)),
    },
  });
  return `${await listen(createServer(gateway), port)}/graphql`;
}
