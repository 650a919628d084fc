// What a register of any size is asked, so that its answers compare with those of another size. All is read from the
// service itself and the extract: no second program looks into the database.
import { askAll } from "./ask.mjs";
import { values } from "./agree.mjs";
import { depths } from "./extract.mjs";
import * as graph from "./graphs/sorgraph.mjs";
import { bodiesOf } from "./servers.mjs";
import { shapes, shuffle } from "./shapes.mjs";

/** Most units that Q1 asks for, and most prefixes of Q4. */
const most = { units: 2000, prefixes: 40 };

/** Institutions that a prefix of `q4few` finds: the same at every size, while that of `q4` finds more of more. */
const few = { least: 51, most: 200 };

/** Values of an answer that holds anything: a second page with one institution has five, a place without anything two. */
const least = 5;

/** What is driven: the five shapes, and Q4 once more. */
export const driven = {
  ...shapes,
  q1: shapes.q1.replace("six", `${depths.at(-1)} to ${depths[0]}`),
  q4: `${shapes.q4}; the same letters at every size`,
  q4few: `as Q4, with letters that find as many institutions at every size, ${few.least} to ${few.most}`,
};

/** Shapes that ask for places: for the same ones at every size. */
const ofPlaces = { q2: "municipalities", q3: "regions", q5: "municipalities" };

/**
 * The bodies of the requests of each shape. `first` is what the smallest register left to ask: its municipalities and
 * regions that hold anything, its letters of Q4; and how many units of each depth it had, and what its other letters find. It is `kept` there.
 */
export async function sample({ service, extract, wanted, first }) {
  const kept = first ?? { places: {}, units: {} };
  const asked = {};
  const places = first ? null : await placesOf(service);
  for (const shape of wanted.filter((name) => name in ofPlaces)) {
    const list = kept.places[shape] ?? shuffle(places[ofPlaces[shape]]);
    const { requests, ...told } = await interview(service, shape, list, first !== null);
    kept.places[shape] = requests;
    asked[shape] = told;
  }
  if (wanted.includes("q1")) {
    const list = await unitsOf(service, extract, kept.units);
    kept.units = Object.fromEntries(depths.map((depth) => [depth, list.filter((unit) => unit.depth === depth).length]));
    asked.q1 = await interview(service, "q1", list.map(({ code }) => ({ code })), true);
  }
  if (wanted.some((name) => name in askedByLetters)) {
    const groups = prefixes(await institutionsOf(service));
    const found = new Map(groups.map((group) => [key(group), group.found]));
    for (const shape of wanted.filter((name) => name in askedByLetters)) {
      const letters = askedByLetters[shape](groups, kept);
      if (letters.length === 0) throw new Error(`No letters find ${few.least} institutions: ${shape} takes --units 16000 or more.`);
      const told = await interview(service, shape, shuffle(pages(letters)), true);
      asked[shape] = { ...told, found: mean(letters.map((group) => found.get(key(group)) ?? 0)) };
    }
  }
  return { asked, kept };
}

/** Which letters the two ways to ask Q4 take of those that a register has. */
const askedByLetters = {
  q4: (groups, kept) => (kept.letters ??= spread(groups.filter(({ prefix, found }) => short.test(prefix) && found >= few.least))),
  q4few(groups, kept) {
    const some = groups.filter(({ found }) => found >= few.least && found <= few.most);
    if (kept.fews) return nearest(some, kept.fews);
    const letters = spread(some);
    kept.fews = letters.map(({ found }) => found);
    return letters;
  },
};

/** Asks everything once, and gives what holds anything; all of it must where `strict`. */
async function interview(service, shape, list, strict) {
  const name = shape === "q4few" ? "q4" : shape;
  const bodies = await bodiesOf({ graph }, name, list, service.url);
  const answers = await askAll(service.url, bodies, ({ data, text }, place) => ({
    place,
    bytes: Buffer.byteLength(text),
    full: values(graph.plain[name](data)) >= least,
  }));
  const full = answers.filter((answer) => answer.full);
  if (full.length === 0 || (strict && full.length < list.length)) {
    const empty = answers.find((answer) => !answer.full);
    throw new Error(`${shape}: next to nothing is answered to ${bodies[empty?.place] ?? "anything"}; take more units.`);
  }
  return {
    requests: full.map(({ place }) => list[place]),
    bodies: full.map(({ place }) => bodies[place]),
    mean: mean(full.map(({ bytes }) => bytes)),
  };
}

async function placesOf(service) {
  const found = await service.ask("{ municipalities(first: 100) { nodes { code } } regions(first: 100) { nodes { code } } }");
  const codes = ({ nodes }) => nodes.map(({ code }) => ({ code }));
  return { municipalities: codes(found.municipalities), regions: codes(found.regions) };
}

/** Units in force, the deepest first, from all over the register: of each depth at most so many. */
async function unitsOf(service, extract, wanted) {
  const query = `query($codes: [SorCode!]!) {
    sorEntities(sorCodes: $codes) { sorCode state ... on OrganisationalUnit { ancestors { sorCode } } }
  }`;
  const all = [];
  for (const depth of depths) {
    const few = Math.min(wanted[depth] ?? most.units, most.units - all.length);
    const codes = shuffle([...extract.deep.get(depth)]);
    const found = [];
    for (let from = 0; from < codes.length && found.length < few; from += 100) {
      const { sorEntities } = await service.ask(query, { codes: codes.slice(from, from + 100) });
      const good = sorEntities.filter((unit) => unit?.state === "ACTIVE" && unit.ancestors?.length === depth);
      found.push(...good.map(({ sorCode }) => ({ code: sorCode, depth })));
    }
    all.push(...found.slice(0, few));
  }
  if (all.length === 0) throw new Error(`No unit has ${depths.at(-1)} levels above it: take more units.`);
  return shuffle(all);
}

async function institutionsOf(service) {
  const query = `query($after: String) { healthInstitutions(first: 100, after: $after, filter: { state: { in: [ACTIVE] } }) {
    nodes { name type { code } } pageInfo { hasNextPage endCursor }
  } }`;
  const all = [];
  for (let after = null; ; ) {
    const { healthInstitutions: { nodes, pageInfo } } = await service.ask(query, { after });
    all.push(...nodes.map(({ name, type }) => ({ name: name.toLowerCase(), type: type?.code })));
    if (!pageInfo.hasNextPage) return all;
    after = pageInfo.endCursor;
  }
}

/** Letters of prefixes that bench/run takes, too. */
const short = /^[a-z]{3,5}$/;
const key = ({ prefix, type }) => `${prefix}/${type}`;
const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / Math.max(1, numbers.length);

/** How many institutions of a type each beginning of a name finds, in the order of the letters. */
export function prefixes(institutions) {
  const groups = new Map();
  for (const { name, type } of institutions) {
    if (!type) continue;
    for (let length = 3; length <= Math.min(name.length, 24); length += 1) {
      const prefix = name.slice(0, length);
      if (!/^[a-z][a-z ]*[a-z]$/.test(prefix)) continue;
      const group = { prefix, type, found: 0 };
      const known = groups.get(key(group)) ?? group;
      known.found += 1;
      groups.set(key(group), known);
    }
  }
  const order = (one, other) => (key(one) < key(other) ? -1 : 1);
  return [...groups.values()].sort(order);
}

/** So many of a list, evenly from its beginning to its end. */
export function spread(list, wanted = most.prefixes) {
  if (list.length <= wanted) return list;
  return Array.from({ length: wanted }, (_, place) => list[Math.floor((place * list.length) / wanted)]);
}

/** Letters that find as many as those that found `counts`: as many for each of these, the nearest ones. */
export function nearest(groups, counts, wanted = most.prefixes) {
  const each = Math.max(1, Math.floor(wanted / counts.length));
  const chosen = new Set();
  for (const count of counts) {
    const left = groups.filter((group) => !chosen.has(group));
    left.sort((one, other) => Math.abs(one.found - count) - Math.abs(other.found - count));
    left.slice(0, each).forEach((group) => chosen.add(group));
  }
  return [...chosen];
}

const pages = (groups) => groups.flatMap(({ prefix, type }) => [1, 2].map((page) => ({ prefix, type, page })));
