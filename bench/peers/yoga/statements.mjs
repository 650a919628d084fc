// The SQL of the hand-written server: one flat statement a level, prepared once a connection. Each takes its keys as
// one array, so that its text stays the same however many keys there are.
import pg from "pg";

import { connections, database } from "../workers.mjs";

// Days as they are written, for nobody calculates with them here.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

const pool = new pg.Pool({ ...database, max: connections, idleTimeoutMillis: 0 });

const stands = (alias) =>
  `${alias}.rev_to = 9223372036854775807
    AND ${alias}.stands_from <= current_date AND ${alias}.stands_to >= current_date`;
const inForce = (alias) => `${alias}.first_from <= current_date AND ${alias}.last_day >= current_date`;
const unit = `u.sor_code, u.kind, u.parent, u.name, u.name_sort, u.type_code, u.number_state, u.postal_address,
  u.visiting_address, u.first_from`;

const texts = {
  // Each unit with all above it, from itself upwards.
  lineages: `
    WITH RECURSIVE up AS (
      SELECT k.code AS start, 0 AS steps, ${unit} FROM unnest($1::bigint[]) k(code)
      JOIN unit u ON u.sor_code = k.code AND ${stands("u")}
      UNION ALL
      SELECT up.start, up.steps + 1, ${unit} FROM up JOIN unit u ON u.sor_code = up.parent AND ${stands("u")}
    ) SELECT * FROM up ORDER BY start, steps`,
  units: `SELECT ${unit} FROM unit u WHERE u.sor_code = ANY($1::bigint[]) AND ${stands("u")}`,
  addresses: "SELECT a.id, a.municipality, a.region FROM address a WHERE a.id = ANY($1::uuid[])",
  municipalities: `SELECT m.code, m.name, m.region FROM municipality m WHERE m.code = ANY($1::text[]) AND ${stands("m")}`,
  regions: `SELECT r.code, r.name_da FROM region r WHERE r.code = ANY($1::text[]) AND ${stands("r")}`,
  municipalitiesOf: `
    SELECT m.code, m.name, m.region FROM municipality m WHERE m.region = ANY($1::text[]) AND ${stands("m")}
    ORDER BY m.name_sort, m.code`,
  // The owner that stands for a municipality: of that type, with its postal address there, one in force first.
  owners: `
    SELECT DISTINCT ON (a.municipality) a.municipality, u.sor_code
    FROM unit u JOIN address a ON a.id = u.postal_address
    WHERE u.kind = 'IE' AND u.type_code = '547211000005108' AND a.municipality = ANY($1::text[]) AND ${stands("u")}
    ORDER BY a.municipality, (${inForce("u")}) DESC, u.sor_code`,
  children: `
    SELECT c.* FROM unnest($1::bigint[]) k(code) CROSS JOIN LATERAL (
      SELECT ${unit} FROM unit u
      WHERE u.parent = k.code AND u.kind = $2 AND ${stands("u")} AND ${inForce("u")}
      ORDER BY u.name_sort, u.sor_code LIMIT $3
    ) c ORDER BY c.name_sort, c.sor_code`,
  childrenCounts: `
    SELECT u.parent, count(*)::int AS n FROM unit u
    WHERE u.parent = ANY($1::bigint[]) AND u.kind = $2 AND ${stands("u")} AND ${inForce("u")} GROUP BY u.parent`,
  // The nearest unit, from each of the keys upwards, that has a number of its own.
  holders: `
    WITH RECURSIVE up AS (
      SELECT k.code AS start, u.sor_code, u.parent, u.number_state FROM unnest($1::bigint[]) k(code)
      JOIN unit u ON u.sor_code = k.code AND ${stands("u")}
      UNION ALL
      SELECT up.start, u.sor_code, u.parent, u.number_state FROM up
      JOIN unit u ON u.sor_code = up.parent AND ${stands("u")} WHERE up.number_state <> 'OWN'
    ) SELECT start, sor_code FROM up WHERE number_state = 'OWN'`,
  // The number that counts for a holder: one in force before one to come before a closed one, then the youngest.
  numbersHeld: `
    SELECT DISTINCT ON (l.holder) l.gln, l.holder FROM location_number l
    WHERE l.holder = ANY($1::bigint[]) AND ${stands("l")}
    ORDER BY l.holder,
      CASE WHEN l.last_day < current_date THEN 0 WHEN l.first_from > current_date THEN 1 ELSE 2 END DESC,
      l.first_from DESC, l.gln DESC`,
  numbersBelow: `
    WITH RECURSIVE tree AS (
      SELECT k.code AS root, k.code FROM unnest($1::bigint[]) k(code)
      UNION ALL
      SELECT tree.root, u.sor_code FROM tree JOIN unit u ON u.parent = tree.code AND ${stands("u")}
    )
    SELECT * FROM (
      SELECT tree.root, l.gln, l.holder, row_number() OVER (PARTITION BY tree.root ORDER BY l.gln) AS place
      FROM tree JOIN location_number l ON l.holder = tree.code AND ${stands("l")} AND ${inForce("l")}
    ) picked WHERE place <= $2 ORDER BY root, place`,
  messageTypes: `
    SELECT c.*, m.name_da FROM unnest($1::bigint[]) k(gln) CROSS JOIN LATERAL (
      SELECT t.gln, t.message_type, t.valid_from FROM number_message_type t
      WHERE t.gln = k.gln AND t.direction = $2 AND t.rev_to = 9223372036854775807
        AND t.valid_from <= current_date AND t.valid_to >= current_date
      ORDER BY t.message_type, t.valid_from LIMIT $3
    ) c LEFT JOIN message_type m ON m.id = c.message_type AND m.rev_to = 9223372036854775807
    ORDER BY c.gln, c.message_type, c.valid_from`,
  // U+10FFFF sorts after every text that starts with the prefix.
  activeInstitutions: `
    SELECT ${unit} FROM unit u
    WHERE u.kind = 'SI' AND u.type_code = ANY($1::text[]) AND ${stands("u")}
      AND u.first_from <= current_date AND u.last_day = '9999-12-31'
      AND u.name_search >= $2 AND u.name_search < $2 || U&'\\+10FFFF'
      AND (u.name_sort, u.sor_code) > ($3, $4::bigint)
    ORDER BY u.name_sort, u.sor_code LIMIT $5`,
};

/** Rows of the statement of that name. */
export async function rows(name, ...values) {
  const found = await pool.query({ name, text: texts[name], values });
  return found.rows;
}
