// The service, as a client of the generated types asks it.

import assert from 'node:assert/strict';
import { createClient } from 'graphql-sse';
import * as made from '../made/client.js';
import type { EffectAspect, TypedDocumentString, UserErrorCode } from '../made/client.js';

// Whoever the command line `sorgraph token --as` takes.
export type Who = 'sds' | 'medcom' | 'municipality:0101' | 'administrator:0101' | 'person:client';

// What the answer to each mutation has, whatever it is about.
export interface Outcome {
  readonly revision: string | null;
  readonly repeated: boolean;
  readonly effectCount: number;
  readonly effects: ReadonlyArray<{ readonly sorCode: string; readonly aspect: EffectAspect }>;
  readonly errors: ReadonlyArray<{ readonly code: UserErrorCode; readonly path: readonly string[] }>;
}

interface Told<R> {
  readonly data?: R | null;
  readonly errors?: readonly unknown[];
}

const nameOf = (document: unknown) =>
  /^\s*(?:query|mutation|subscription) (\w+)/m.exec(String(document))?.[1];

export class Service {
  readonly #asked = new Set<string | undefined>();
  readonly #address: string;
  readonly #tokens: Partial<Record<string, string>>;

  constructor(address: string, tokens: Partial<Record<string, string>>) {
    this.#address = address;
    this.#tokens = tokens;
  }

  // The data of an answer without errors.
  async ask<R, V>(document: TypedDocumentString<R, V>, variables: V, who?: Who): Promise<R> {
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (who) headers['authorization'] = `Bearer ${this.#tokens[who] ?? assert.fail(`no token of ${who}`)}`;
    const body = JSON.stringify({ query: document.toString(), variables });
    const answer = await fetch(`http://${this.#address}/graphql`, { method: 'POST', headers, body });
    return this.#data(document, (await answer.json()) as Told<R>);
  }

  // The first `count` events of a subscription.
  async follow<R, V extends Record<string, unknown>>(
    document: TypedDocumentString<R, V>,
    variables: V,
    count: number,
  ): Promise<R[]> {
    const events = createClient({ url: `http://${this.#address}/graphql/stream`, retryAttempts: 0 });
    const found: R[] = [];
    for await (const told of events.iterate<R>({ query: document.toString(), variables })) {
      found.push(this.#data(document, told));
      if (found.length === count) break;
    }
    events.dispose();
    return found;
  }

  // What would be: no errors, and nothing changed.
  async dry<R extends Record<string, Outcome>, I extends { readonly dryRun?: boolean }>(
    who: Who,
    document: TypedDocumentString<R, { input: I }>,
    input: I,
  ): Promise<R[keyof R]> {
    const outcome = await this.#change(who, document, { ...input, dryRun: true });
    assert.deepEqual(outcome.errors, [], nameOf(document));
    assert.equal(outcome.revision, null, `${nameOf(document)} was tried only`);
    return outcome;
  }

  // What is done: no errors, and a revision.
  async carryOut<R extends Record<string, Outcome>, I extends { readonly dryRun?: boolean }>(
    who: Who,
    document: TypedDocumentString<R, { input: I }>,
    input: I,
  ): Promise<R[keyof R]> {
    const outcome = await this.#change(who, document, input);
    assert.deepEqual(outcome.errors, [], nameOf(document));
    assert.match(outcome.revision ?? '', /^[1-9]\d*$/, `${nameOf(document)} was carried out`);
    return outcome;
  }

  // What is refused, for one reason.
  async refused<R extends Record<string, Outcome>, I extends { readonly dryRun?: boolean }>(
    who: Who,
    document: TypedDocumentString<R, { input: I }>,
    input: I,
    code: UserErrorCode,
  ): Promise<void> {
    const outcome = await this.#change(who, document, { ...input, dryRun: true });
    assert.deepEqual(
      outcome.errors.map((error) => error.code),
      [code],
      nameOf(document),
    );
    assert.equal(outcome.errors[0]?.path[0], 'input', 'it says where');
  }

  // Operations that nobody asked.
  unasked(): string[] {
    const operations = Object.values(made)
      .map(nameOf)
      .filter((name) => name !== undefined);
    assert.ok(operations.length > 80, 'the operations are found');
    return operations.filter((name) => !this.#asked.has(name));
  }

  get asked(): number {
    return this.#asked.size;
  }

  async #change<R extends Record<string, Outcome>, I>(
    who: Who,
    document: TypedDocumentString<R, { input: I }>,
    input: I,
  ): Promise<R[keyof R]> {
    const [outcome, ...more] = Object.values(await this.ask(document, { input }, who)) as R[keyof R][];
    assert.ok(outcome && more.length === 0, `${nameOf(document)} has one answer`);
    assert.equal(outcome.repeated, false);
    assert.ok(outcome.effects.length <= outcome.effectCount && outcome.effects.length <= 5);
    return outcome;
  }

  #data<R>(document: unknown, told: Told<R>): R {
    assert.equal(told.errors, undefined, `${nameOf(document)}: ${JSON.stringify(told.errors)}`);
    this.#asked.add(nameOf(document));
    return told.data ?? assert.fail(`${nameOf(document)} has no data`);
  }
}
