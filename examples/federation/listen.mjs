import { once } from 'node:events';

// Listens on this machine only, on any free port for port 0, and gives the address.
export async function listen(server, port) {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${server.address().port}`;
}
