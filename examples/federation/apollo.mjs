// Apollo's gateway before the supergraph.

import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { Behind } from './behind.mjs';
import { passedOn } from './passed-on.mjs';

class Subgraph extends RemoteGraphQLDataSource {
  willSendRequest({ request, context }) {
    for (const [name, value] of Object.entries(context.headers ?? {})) request.http.headers.set(name, value);
  }

  didReceiveResponse({ response, context }) {
    context.behind?.add(this.name, response.extensions);
    return response;
  }
}

const telling = {
  async requestDidStart() {
    return {
      async willSendResponse({ response: { body }, contextValue }) {
        if (body.kind !== 'single') return;
        body.singleResult.extensions = { ...body.singleResult.extensions, behind: contextValue.behind };
      },
    };
  },
};

export async function startApollo({ supergraph, port }) {
  const gateway = new ApolloGateway({
    supergraphSdl: supergraph,
    buildService: ({ name, url }) => Object.assign(new Subgraph({ url }), { name }),
  });
  const server = new ApolloServer({ gateway, plugins: [telling], introspection: true });
  const { url } = await startStandaloneServer(server, {
    listen: { port, host: '127.0.0.1' },
    context: async ({ req }) => ({ headers: passedOn((name) => req.headers[name]), behind: new Behind() }),
  });
  return url;
}
