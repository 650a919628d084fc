// Search as one types: the texts, and the document that a field with suggestions sends.
import { ask } from "./ask.mjs";
import { drive } from "./drive.mjs";
import { shuffle } from "./shapes.mjs";

const document = `query Typing($text: String!) {
  search(text: $text, first: 10) { nodes { __typename sorCode name effectivePostalAddress { value { districtName } } } }
}`;

/** Most texts of a kind. */
const most = 200;

/** Kinds of texts, each made of the words of a name; null where a name has none of it. */
const kinds = [
  ...[1, 2, 3, 4, 5, 6].map((count) => ({ name: `${count} letter${count > 1 ? "s" : ""}`, of: ([one]) => beginning(one, count) })),
  { name: "a whole word", of: ([one]) => one },
  { name: "3 letters of a later word", of: (words) => beginning(words.at(-1), 3), several: true },
  ...[1, 2, 3].map((count) => ({
    name: `a word and ${count} letter${count > 1 ? "s" : ""} of the next`,
    of: ([one, two]) => beginning(two, count) && `${one} ${beginning(two, count)}`,
    several: true,
  })),
];

function beginning(word, count) {
  return word.length >= count ? word.slice(0, count) : null;
}

/** For each kind the texts that these names give, each once. */
export function textsOf(names) {
  const all = names.map((name) => name.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
  return kinds.map(({ name, of, several }) => {
    const words = all.filter(({ length }) => length >= (several ? 2 : 1));
    const texts = [...new Set(words.map(of).filter(Boolean))];
    return { name, texts: shuffle(texts).slice(0, most) };
  });
}

/** Names of units in force, from all over the register. */
async function namesOf(service, extract) {
  const query = "query($codes: [SorCode!]!) { sorEntities(sorCodes: $codes) { name state } }";
  const names = [];
  const codes = shuffle([...extract.sample]);
  for (let from = 0; from < codes.length && names.length < 1000; from += 100) {
    const { sorEntities } = await service.ask(query, { codes: codes.slice(from, from + 100) });
    names.push(...sorEntities.filter((unit) => unit?.state === "ACTIVE").map(({ name }) => name));
  }
  return names;
}

/** Drives each kind on one connection, as one who types does. */
export async function measureTyping({ tools, folder, service, extract, seconds, say }) {
  const results = [];
  for (const { name, texts } of textsOf(await namesOf(service, extract))) {
    const body = (text) => JSON.stringify({ query: document.replace(/\s+/g, " "), variables: { text } });
    const bodies = texts.map(body);
    if (bodies.length === 0) throw new Error(`No name gives ${name} to search for: take more units.`);
    let [bytes, found] = [0, 0];
    for (const [place, text] of texts.entries()) {
      const answer = await ask(service.url, bodies[place]);
      if (answer.data.search.nodes.length === 0) throw new Error(`A search for "${text}" finds nothing.`);
      const counted = await service.ask("query($text: String!) { search(text: $text, first: 1) { totalCount } }", { text });
      bytes += Buffer.byteLength(answer.text);
      found += counted.search.totalCount;
    }
    const [driven] = await drive({
      tools, folder, running: { ...service, url: () => service.url }, shape: name, bodies, mean: bytes / bodies.length,
      server: { name: `typing-${results.length}`, title: "search", kind: "sorgraph" }, seconds, connectionCounts: [1],
    });
    say(`search, ${name}: p50 ${driven.p50} ms, p99 ${driven.p99} ms`);
    const { by } = await ask(service.url, bodies[0]);
    results.push({ ...driven, name, texts: texts.length, found: found / texts.length, by });
  }
  return results;
}
