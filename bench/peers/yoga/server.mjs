// graphql-yoga with DataLoader and pg: what one writes by hand on Node.
import { createServer } from "node:http";

import { createYoga } from "graphql-yoga";

import { port, serve } from "../workers.mjs";
import { loaders } from "./loaders.mjs";
import { schema } from "./schema.mjs";

serve(() => {
  const yoga = createYoga({ schema, context: () => loaders(), graphiql: false, landingPage: false, logging: "error" });
  createServer(yoga).listen(port, "127.0.0.1");
});
