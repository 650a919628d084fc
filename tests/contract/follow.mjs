// Follows the register with the clients of graphql-ws and graphql-sse, and asks it something by each.
//
//   node follow.mjs 127.0.0.1:8080 AFTER COUNT
//
// Prints a line of JSON for each client: its name, the answer to a query, and the keys of the first COUNT changes.

import { createClient as createEvents } from 'graphql-sse';
import { createClient as createSocket } from 'graphql-ws';
import WebSocket from 'ws';

const [, , address, after, count] = process.argv;
const socket = createSocket({ url: `ws://${address}/graphql/ws`, webSocketImpl: WebSocket, retryAttempts: 0 });
const events = createEvents({ url: `http://${address}/graphql/stream`, retryAttempts: 0 });

for (const [client, connection] of Object.entries({ socket, events })) {
  const asked = await connection.iterate({ query: '{ register { revision } }' }).next();
  const query = 'subscription($after: String) { registerChanged(after: $after) { revision key } }';
  const keys = [];
  for await (const { data, errors } of connection.iterate({ query, variables: { after } })) {
    if (errors) throw new Error(JSON.stringify(errors));
    keys.push(data.registerChanged.key);
    if (keys.length === Number(count)) break;
  }
  console.log(JSON.stringify({ client, asked: asked.value.data, keys }));
  await connection.dispose();
}
