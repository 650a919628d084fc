// The five shapes. Without any dependency: the report knows them, too, and its tests run with Node alone.

export const shapes = {
  q1: "one unit with six levels of ancestors, its institution, owner, municipality and region",
  q2: "municipality → 20 institutions → 20 units → location number → 20 message types received",
  q3: "region → all its municipalities → counts and the first 50 institutions",
  q4: "50 institutions by name prefix, type and state, in name order, first and second page",
  q5: "100 location numbers of a municipality with their units and all they receive and send",
};

/** How many of the requests of a shape are compared between servers; the rest is only checked for errors. */
export const compared = { q1: 50, q2: 20, q3: 10, q4: 40, q5: 20 };

/** Mixes a list, in place, and the same way in every run. */
export function shuffle(list) {
  let seed = 1;
  for (let last = list.length - 1; last > 0; last -= 1) {
    seed = (seed * 48271) % 2147483647;
    const other = seed % (last + 1);
    [list[last], list[other]] = [list[other], list[last]];
  }
  return list;
}
