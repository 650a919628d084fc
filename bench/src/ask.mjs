// One GraphQL request over HTTP, and its answer, which must be one without errors.

export const headers = { "content-type": "application/json", accept: "application/json" };

/** Gives `{ data, text, by }`, the last as sorgraph tells who answered: a plan or the resolvers. */
export async function ask(url, body, further = {}) {
  const response = await fetch(url, { method: "POST", headers: { ...headers, ...further }, body });
  const text = await response.text();
  const refuse = (why) => new Error(`${url} ${why}\n  asked: ${body.slice(0, 300)}\n  answer: ${text.slice(0, 600)}`);
  if (response.status !== 200) throw refuse(`answers ${response.status}`);
  const answer = JSON.parse(text);
  if (answer.errors || !answer.data) throw refuse("answers with errors");
  return { data: answer.data, text, by: response.headers.get("sorgraph-answered-by") };
}

/** Sends all bodies, a few at a time, and gives what `take` makes of each answer, in order. */
export async function askAll(url, bodies, take) {
  const taken = new Array(bodies.length);
  let next = 0;
  const worker = async () => {
    while (next < bodies.length) {
      const place = next;
      next += 1;
      taken[place] = take(await ask(url, bodies[place]), place);
    }
  };
  await Promise.all(Array.from({ length: 4 }, worker));
  return taken;
}
