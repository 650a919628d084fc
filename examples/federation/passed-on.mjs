// Headers of a client that go on to the subgraphs: who asks, for sorgraph decides what that one may; and the point at
// which the whole query reads, for a gateway asks more than once.
const PASSED_ON = ['authorization', 'sorgraph-at', 'sorgraph-revision'];

// `header` gives the value of a header of the client, by its name in small letters.
export function passedOn(header) {
  const entries = PASSED_ON.map((name) => [name, header(name)]);
  return Object.fromEntries(entries.filter(([, value]) => value));
}
