// A receiver of webhooks for tests, over HTTPS on a free port of this machine. It checks signatures with
// the standardwebhooks library.
//
//   node server.mjs --certificate FILE --key FILE
//
// It prints {"port":N} and then a line {"path","id","timestamp","signatures","verified","body","status"} for each
// request, "verified" being the positions of the known secrets that signed it. It takes commands on its input, a line
// of JSON each, and answers {"done":true}:
//
//   {"secrets":[...]}      what requests may be signed with
//   {"status":N}           answers all requests so; null: by their path again
//   {"hold":true}          answers no request any more
//
// Paths: /gone answers 410, /fail 500, /moved redirects to /ok, /endless has a body without end, /flaky/SEED fails at
// random, the same way for the same seed; all others answer 204. It ends when its input does.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { Webhook } from 'standardwebhooks';

const text = { type: 'string' };
const { values: options } = parseArgs({ options: { certificate: text, key: text } });
const tell = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

let secrets = [];
let forced = null;
let hold = false;
const seeds = new Map();

// Mulberry32: small, and the same everywhere.
function random(path) {
  const seed = ((seeds.get(path) ?? Number(path.split('/').at(-1))) + 0x6d2b79f5) | 0;
  seeds.set(path, seed);
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}

function status(path) {
  if (forced !== null) return forced;
  if (path === '/gone') return 410;
  if (path === '/fail') return 500;
  if (path === '/moved') return 302;
  if (path.startsWith('/flaky/')) return random(path) < 0.5 ? 503 : 204;
  return path === '/endless' ? 200 : 204;
}

function verifies(secret, body, headers) {
  try {
    new Webhook(secret).verify(body, headers);
    return true;
  } catch {
    return false;
  }
}

const server = createServer({ cert: readFileSync(options.certificate), key: readFileSync(options.key) });
server.on('request', (request, response) => {
  const pieces = [];
  request.on('data', (piece) => pieces.push(piece));
  request.on('end', () => {
    const body = Buffer.concat(pieces).toString('utf8');
    const { headers, url: path } = request;
    // The tests stand on a day of their own; the library asks the machine which day it is.
    Date.now = () => Number(headers['webhook-timestamp']) * 1000;
    const answer = status(path);
    tell({
      path,
      id: headers['webhook-id'],
      timestamp: Number(headers['webhook-timestamp']),
      signatures: (headers['webhook-signature'] ?? '').split(' ').length,
      verified: secrets.flatMap((secret, position) => (verifies(secret, body, headers) ? [position] : [])),
      body: JSON.parse(body),
      status: answer,
    });
    if (hold) return;
    if (path === '/endless' && answer === 200) {
      response.writeHead(200);
      const more = () => {
        while (response.write('a'.repeat(1024))) {}
      };
      response.on('drain', more);
      more();
      return;
    }
    response.writeHead(answer, answer === 302 ? { location: '/ok' } : {}).end();
  });
});
// Who does not trust the certificate hangs up; that is its right.
server.on('tlsClientError', (error) => process.stderr.write(`${error.message}\n`));
server.listen(0, '127.0.0.1', () => tell({ port: server.address().port }));

const input = createInterface({ input: process.stdin });
input.on('line', (line) => {
  const command = JSON.parse(line);
  if ('secrets' in command) secrets = command.secrets;
  if ('status' in command) forced = command.status;
  if ('hold' in command) hold = command.hold;
  tell({ done: true });
});
input.on('close', () => process.exit(0));
