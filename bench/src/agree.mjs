// Whether the servers answer the same. A benchmark of servers that answer different things says nothing.
import { isDeepStrictEqual } from "node:util";

/** Where two plain forms differ first, as a path with both values; null where they are the same. */
export function difference(one, other, path = "answer") {
  if (isDeepStrictEqual(one, other)) return null;
  const both = [one, other];
  const nested = both.every((value) => value !== null && typeof value === "object");
  if (nested && Array.isArray(one) === Array.isArray(other)) {
    for (const key of new Set(both.flatMap(Object.keys))) {
      const found = difference(one[key], other[key], Array.isArray(one) ? `${path}[${key}]` : `${path}.${key}`);
      if (found) return found;
    }
  }
  return { path, one, other };
}

/** How many values there are in a plain form: an answer of none agrees with anything. */
export function values(form) {
  if (form === null || form === undefined) return 0;
  return typeof form === "object" ? Object.values(form).reduce((sum, value) => sum + values(value), 0) : 1;
}

/**
 * Compares the plain forms of each server with those of the first one. `answers` holds, by server, a list of forms in
 * the order of `requests`. Throws with the first difference, or where the answers hold too little to compare.
 */
export function demandAgreement(shape, requests, answers) {
  const [[first, expected], ...others] = Object.entries(answers);
  for (const [server, { length }] of Object.entries(answers)) {
    if (length !== requests.length) throw new Error(`${shape}: ${server} answered ${length} of ${requests.length}.`);
  }
  const full = expected.filter((form) => values(form) > 5).length;
  if (full * 4 < requests.length) {
    throw new Error(`${shape}: only ${full} of ${requests.length} answers of ${first} hold anything.`);
  }
  for (const [server, forms] of others) {
    requests.forEach((request, place) => {
      const found = difference(expected[place], forms[place]);
      if (!found) return;
      const show = (value) => JSON.stringify(value)?.slice(0, 300);
      throw new Error([
        `${shape}: ${first} and ${server} differ on ${JSON.stringify(request)} at ${found.path}`,
        `  ${first}: ${show(found.one)}`,
        `  ${server}: ${show(found.other)}`,
      ].join("\n"));
    });
  }
}
