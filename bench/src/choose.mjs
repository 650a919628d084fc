// Which requests stand for each of the shapes: the same ones for every server.
import pg from "pg";

import { shuffle } from "./shapes.mjs";

const stands = "rev_to = 9223372036854775807 AND stands_from <= current_date AND stands_to >= current_date";

const queries = {
  // The deepest units first: those six levels below an owner, as far as the register has them.
  units: `
    WITH RECURSIVE tree AS (
      SELECT sor_code, 0 AS depth FROM unit WHERE parent IS NULL AND ${stands}
      UNION ALL
      SELECT u.sor_code, tree.depth + 1 FROM tree JOIN unit u ON u.parent = tree.sor_code AND ${stands}
    )
    SELECT sor_code AS code, depth FROM tree WHERE depth >= 3 ORDER BY (depth >= 6) DESC, depth DESC, sor_code LIMIT 2000`,
  municipalities: `SELECT code FROM municipality WHERE ${stands} ORDER BY code`,
  regions: `SELECT code FROM region WHERE ${stands} AND last_day >= current_date ORDER BY code`,
  // Prefixes of three to five letters under which there is a second page.
  prefixes: `
    SELECT left(name_search, n) AS prefix, type_code AS type, count(*)::int AS found
    FROM unit, generate_series(3, 5) n
    WHERE kind = 'SI' AND ${stands} AND first_from <= current_date AND last_day = '9999-12-31'
      AND left(name_search, n) ~ '^[a-z]+$'
    GROUP BY 1, 2 HAVING count(*) > 50 ORDER BY 1, 2 LIMIT 40`,
};

/** The requests of each of the shapes, in an order that mixes them, the same in every run. */
export async function choose(databaseUrl, wanted) {
  const client = new pg.Client({ connectionString: databaseUrl, options: "-c TimeZone=Europe/Copenhagen" });
  await client.connect();
  const rows = async (text) => (await client.query(text)).rows;
  const units = await rows(queries.units);
  const municipalities = await rows(queries.municipalities);
  const regions = await rows(queries.regions);
  const prefixes = await rows(queries.prefixes);
  const { rows: [counts] } = await client.query(`SELECT
    (SELECT count(*)::int FROM unit) AS units,
    (SELECT count(*)::int FROM location_number) AS numbers,
    (SELECT count(*)::int FROM number_message_type) AS message_types`);
  await client.end();
  const places = (found) => found.map(({ code }) => ({ code }));
  const all = {
    q1: places(units),
    q2: places(municipalities),
    q3: places(regions),
    q4: prefixes.flatMap(({ prefix, type }) => [{ prefix, type, page: 1 }, { prefix, type, page: 2 }]),
    q5: places(municipalities),
  };
  const requests = Object.fromEntries(wanted.map((shape) => [shape, shuffle(all[shape])]));
  const empty = wanted.find((shape) => requests[shape].length === 0);
  if (empty) throw new Error(`The register is too small for ${empty}: take --units 16000 or more.`);
  return { requests, counts, depths: [...new Set(units.map((unit) => unit.depth))] };
}
