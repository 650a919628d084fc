// A made extract: where the trees of its owners stand in the file, and further extracts of some of them, edited.
import { closeSync, openSync, readSync, statSync, writeSync } from "node:fs";

/** Where a tree or a unit begins or ends, and codes. The generator writes one element a line. */
const mark = /<(\/?)(?:InstitutionOwner|HealthInstitution|OrganizationalUnit)Entity>|<sor1:SorIdentifier>(\d+)</g;

const chunk = 1 << 22;

/** Levels above the units of Q1, the deepest first. */
export const depths = [6, 5, 4];

/**
 * Walks the file once. Gives the owners in their order, each with the bytes of its tree and the number of its units;
 * the codes of all units that have so many levels above them, and of every `step`th one.
 */
export function scanExtract(path, step = 1) {
  const size = statSync(path).size;
  const found = { path, size, units: 0, owners: [], deep: new Map(depths.map((depth) => [depth, []])), sample: [] };
  const file = openSync(path);
  try {
    const buffer = Buffer.allocUnsafe(chunk);
    const state = { depth: 0, fresh: false };
    let [carry, position] = ["", 0];
    for (;;) {
      const length = readSync(file, buffer, 0, chunk, null);
      if (length === 0) break;
      // One character a byte, so that places in the text are places in the file.
      const text = carry + buffer.latin1Slice(0, length);
      const end = text.lastIndexOf("\n") + 1;
      take(text.slice(0, end), position, state, found, step);
      position += end;
      carry = text.slice(end);
    }
  } finally {
    closeSync(file);
  }
  if (found.owners.length === 0) throw new Error(`${path} holds no owners.`);
  return found;
}

function take(text, position, state, found, step) {
  for (const { 0: { length }, 1: close, 2: code, index } of text.matchAll(mark)) {
    if (code !== undefined) {
      // The first one in a unit is its own; others name what it replaces.
      if (!state.fresh) continue;
      state.fresh = false;
      found.deep.get(state.depth - 1)?.push(code);
      if (found.units % step === 0) found.sample.push(code);
      found.units += 1;
      found.owners.at(-1).units += 1;
    } else if (close === "/") {
      state.depth -= 1;
      if (state.depth === 0) found.owners.at(-1).to = position + index + length + 1;
    } else {
      if (state.depth === 0) found.owners.push({ from: position + index, to: null, units: 0 });
      state.depth += 1;
      state.fresh = true;
    }
  }
}

/** Things whose sizes add up to nearly `most`, never to more: the largest that fit, first. */
export function pick(list, most, size = ({ units }) => units) {
  let left = most;
  return list.toSorted((one, other) => size(other) - size(one)).filter((entry) => {
    const fits = size(entry) > 0 && size(entry) <= left;
    if (fits) left -= size(entry);
    return fits;
  });
}

/** Writes an extract of these owners alone, each tree edited, and gives how many units were changed. */
export function cut(found, owners, path, edit = (text) => ({ text, changed: 0 })) {
  const source = openSync(found.path);
  const target = openSync(path, "w");
  try {
    const copy = (from, to, change) => {
      const buffer = Buffer.allocUnsafe(to - from);
      readSync(source, buffer, 0, to - from, from);
      const { text, changed } = change(buffer.toString());
      writeSync(target, text);
      return changed;
    };
    const as = (text) => ({ text, changed: 0 });
    copy(0, found.owners[0].from, as);
    let changed = 0;
    for (const { from, to } of owners) changed += copy(from, to, edit);
    copy(found.owners.at(-1).to, found.size, as);
    return changed;
  } finally {
    closeSync(source);
    closeSync(target);
  }
}

/** Longest name that the register takes. */
const longest = 60;

/** Gives each unit of a tree another name, or the first `most` of them. */
export function renamed(text, most = Infinity) {
  let changed = 0;
  const edited = text.replace(/<sor1:EntityName>([^<]*)</g, (whole, name) => {
    if (changed >= most) return whole;
    const other = name.length + 3 <= longest ? `Ny ${name}` : name.replace(/^\S+ /, "Ny ");
    if (other === name) return whole;
    changed += 1;
    return `<sor1:EntityName>${other}<`;
  });
  return { text: edited, changed };
}

/** Hangs all units of a tree directly under their institution: each one's element ends where its record ends. */
export function flattened(text) {
  return text
    .replaceAll("</OrganizationalUnitEntity>\n", "")
    .replaceAll("</OrganizationalUnit>\n", "</OrganizationalUnit>\n</OrganizationalUnitEntity>\n");
}
