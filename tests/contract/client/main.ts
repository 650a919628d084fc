// Asks a running demo every operation of operations/, by the types that are made of them.
//
//   TOKENS='{"sds": "...", "municipality:0101": "..."}' node made/js/client/main.js 127.0.0.1:8080
//
// TOKENS has one of `sorgraph token --as` for each name of `Who` in service.ts.

import assert from 'node:assert/strict';
import { orders, requests } from './cases.js';
import { guidance, webhooks } from './guidance.js';
import { find } from './ground.js';
import { copies, helpers, messages, past, places, records } from './reading.js';
import { messageTypes, numbers } from './numbers.js';
import { grants, mandates, trail } from './rights.js';
import { Service } from './service.js';
import { close, create, move, update } from './tree.js';

const [, , address = assert.fail('no address')] = process.argv;
const service = new Service(address, JSON.parse(process.env['TOKENS'] ?? '{}') as Record<string, string>);
const ground = await find(service);
const steps = [
  ...[places, records, messages, past, copies, helpers],
  ...[create, update, move, close, numbers, messageTypes],
  ...[orders, requests, grants, mandates, trail, guidance, webhooks],
];
for (const step of steps) await step(service, ground);
assert.deepEqual(service.unasked(), [], 'operations that nobody asked');
console.log(`${service.asked} operations asked`);
