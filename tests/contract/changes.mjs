// What of a schema is no longer as it was, by schema coordinate.

import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildASTSchema, findBreakingChanges, findDangerousChanges, parse } from 'graphql';

// A gateway tells entities by these and merges types by these: a graph without them does not compose.
const composing = /\.@(key|shareable)\b/;

// The directives of federation are defined by its specification, so the text is not valid by itself.
export const read = (text) => buildASTSchema(parse(text), { assumeValidSDL: true });

// `Type`, `Type.field`, `Type.field(argument:)`, `@directive`, `@directive(argument:)`; a directive on
// something is a matter of that. graphql-inspector has dots all the way.
export function coordinate(path) {
  const [first, second, third] = path.replace(/\.@.*/, '').split('.');
  if (first.startsWith('@')) return second ? `${first}(${second}:)` : first;
  const field = second ? `${first}.${second}` : first;
  return third ? `${field}(${third}:)` : field;
}

// What breaks those who use the schema `before`: coordinates, and what happened there.
export async function breaking(before, after) {
  const changes = await diff(before, after);
  const found = changes
    .filter(({ criticality, path = '', type }) => {
      const composes = composing.test(path) && /_REMOVED$/.test(type);
      return criticality.level === CriticalityLevel.Breaking || composes;
    })
    .map(({ path = 'schema', message }) => ({ coordinate: coordinate(path), message }));
  // A second opinion: what graphql-js has and graphql-inspector does not stands for itself.
  for (const { description } of findBreakingChanges(before, after)) {
    const words = description.split(/[\s.]+/);
    const known = found.some(({ coordinate }) =>
      coordinate.match(/\w+/g).every((name) => words.includes(name)),
    );
    if (!known) found.push({ coordinate: description, message: description });
  }
  return found;
}

// What may surprise them.
export const dangerous = (before, after) =>
  findDangerousChanges(before, after).map(({ description }) => description);

// What the changelog names in back-ticks under `### Breaking` of what is not released yet.
export function named(changelog) {
  const part = (text, heading, level) => {
    const [, rest] = text.split(new RegExp(`^${level} ${heading}[ \\t]*$`, 'm'));
    return rest?.split(new RegExp(`^${level} `, 'm'))[0] ?? '';
  };
  const text = part(part(changelog, '\\[?Unreleased\\]?', '##'), 'Breaking', '###');
  return new Set([...text.matchAll(/`([^`]+)`/g)].map(([, name]) => name));
}
