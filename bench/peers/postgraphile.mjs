// PostGraphile 5 over the views of views.sql, with the Node adaptor of its server.
import "./node20.mjs";

import { createServer } from "node:http";

import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";

import { connections, database, port, serve } from "./workers.mjs";

serve(async () => {
  const { connectionString, options } = database;
  const preset = {
    extends: [PostGraphileAmberPreset],
    pgServices: [
      makePgService({
        connectionString,
        schemas: ["bench"],
        poolConfig: { max: connections, idleTimeoutMillis: 0, options },
      }),
    ],
    grafserv: { graphiql: false, watch: false, websockets: false },
    grafast: { explain: false },
  };
  const server = createServer();
  const handler = postgraphile(preset).createServ(grafserv);
  await handler.addTo(server);
  await handler.ready?.();
  server.listen(port, "127.0.0.1");
});
