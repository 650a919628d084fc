-- What stands today, as plain views and functions of a schema of its own: what PostGraphile makes its graph of.
-- Nothing is stored twice, and the indexes of the tables below serve every one of these views. The peers set the
-- time zone of their connections to Denmark's, so that current_date is the register's today.
--
-- Columns that only some queries need are expressions of the view: PostgreSQL leaves out those that nobody asks for.
DROP SCHEMA IF EXISTS bench CASCADE;
CREATE SCHEMA bench;

CREATE VIEW bench.region AS
SELECT code, name_da
FROM public.region
WHERE rev_to = 9223372036854775807 AND stands_from <= current_date AND stands_to >= current_date;

CREATE VIEW bench.message_type AS
SELECT id, name_da FROM public.message_type WHERE rev_to = 9223372036854775807;

CREATE VIEW bench.location_number AS
SELECT gln, holder, first_from, last_day, first_from <= current_date AND last_day >= current_date AS in_force
FROM public.location_number
WHERE rev_to = 9223372036854775807 AND stands_from <= current_date AND stands_to >= current_date;

-- The number that counts for a holder: one in force before one to come before a closed one, then the youngest.
CREATE VIEW bench.held_number AS
SELECT DISTINCT ON (holder) holder, gln
FROM bench.location_number
ORDER BY holder,
  CASE WHEN last_day < current_date THEN 0 WHEN first_from > current_date THEN 1 ELSE 2 END DESC,
  first_from DESC, gln DESC;

CREATE VIEW bench.number_message_type AS
SELECT gln, message_type, direction, valid_from
FROM public.number_message_type
WHERE rev_to = 9223372036854775807 AND valid_from <= current_date AND valid_to >= current_date;

-- The nearest unit, from `code` upwards, that has a number of its own. An ancestor without any passes on. In plpgsql,
-- for that keeps its plan from query to query.
CREATE FUNCTION bench.number_holder(code bigint) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN RETURN (
  WITH RECURSIVE up(sor_code, parent, number_state) AS (
    SELECT u.sor_code, u.parent, u.number_state FROM public.unit u
    WHERE u.sor_code = code
      AND u.rev_to = 9223372036854775807 AND u.stands_from <= current_date AND u.stands_to >= current_date
    UNION ALL
    SELECT u.sor_code, u.parent, u.number_state FROM up JOIN public.unit u ON u.sor_code = up.parent
    WHERE up.number_state <> 'OWN'
      AND u.rev_to = 9223372036854775807 AND u.stands_from <= current_date AND u.stands_to >= current_date
  )
  SELECT up.sor_code FROM up WHERE up.number_state = 'OWN'
); END
$$;

CREATE VIEW bench.unit AS
SELECT sor_code, kind, parent, name, name_search, name_sort, type_code, number_state,
  postal_address, visiting_address, first_from,
  first_from <= current_date AND last_day >= current_date AS in_force,
  first_from <= current_date AND last_day = '9999-12-31' AS active,
  CASE number_state WHEN 'OWN' THEN sor_code WHEN 'INHERITED' THEN bench.number_holder(parent) END AS number_holder
FROM public.unit
WHERE rev_to = 9223372036854775807 AND stands_from <= current_date AND stands_to >= current_date;

-- The owner that stands for a municipality: of that type, with its postal address there, one in force first. As a
-- join: for many municipalities the owners are found once, for one the condition reaches down to its addresses.
CREATE VIEW bench.municipality AS
SELECT m.code, m.name, m.name_sort, m.region, o.owner
FROM public.municipality m LEFT JOIN (
  SELECT DISTINCT ON (a.municipality) a.municipality, u.sor_code AS owner
  FROM bench.unit u JOIN public.address a ON a.id = u.postal_address
  WHERE u.kind = 'IE' AND u.type_code = '547211000005108'
  ORDER BY a.municipality, u.in_force DESC, u.sor_code
) o ON o.municipality = m.code
WHERE m.rev_to = 9223372036854775807 AND m.stands_from <= current_date AND m.stands_to >= current_date;

-- Where a unit stands, found in one walk upwards. The view gives only the type of the rows that the function
-- below makes, and a place for the comments by which PostGraphile joins them to what they name.
CREATE VIEW bench.placement AS
SELECT NULL::bigint AS institution, NULL::bigint AS owner, NULL::text AS municipality, NULL::text AS region WHERE false;

CREATE FUNCTION bench.unit_placement(u bench.unit) RETURNS bench.placement LANGUAGE plpgsql STABLE AS $$
DECLARE found bench.placement;
BEGIN
  WITH RECURSIVE up(sor_code, kind, parent, postal_address, steps) AS (
    SELECT u.sor_code, u.kind, u.parent, u.postal_address, 0
    UNION ALL
    SELECT p.sor_code, p.kind, p.parent, p.postal_address, up.steps + 1
    FROM up JOIN public.unit p ON p.sor_code = up.parent
    WHERE p.rev_to = 9223372036854775807 AND p.stands_from <= current_date AND p.stands_to >= current_date
  ), address AS (
    SELECT a.municipality, a.region FROM public.address a
    WHERE a.id = coalesce(u.visiting_address, (
      SELECT up.postal_address FROM up WHERE up.postal_address IS NOT NULL ORDER BY up.steps LIMIT 1))
  )
  SELECT
    (SELECT up.sor_code FROM up WHERE up.kind = 'SI'),
    (SELECT up.sor_code FROM up WHERE up.kind = 'IE'),
    a.municipality,
    CASE WHEN a.municipality IS NULL THEN a.region
      ELSE (SELECT m.region FROM bench.municipality m WHERE m.code = a.municipality) END
  INTO found FROM (SELECT 1) one LEFT JOIN address a ON true;
  RETURN found;
END
$$;

CREATE FUNCTION bench.unit_ancestors(u bench.unit) RETURNS SETOF bench.unit LANGUAGE sql STABLE ROWS 6 AS $$
  WITH RECURSIVE up(code, steps) AS (
    SELECT u.parent, 1
    UNION ALL
    SELECT p.parent, up.steps + 1 FROM up JOIN bench.unit p ON p.sor_code = up.code
  )
  SELECT a.* FROM up JOIN bench.unit a ON a.sor_code = up.code ORDER BY up.steps
$$;

-- The numbers in force that are held in the tree of the municipality's owner.
CREATE FUNCTION bench.municipality_location_numbers(m bench.municipality) RETURNS SETOF bench.location_number
LANGUAGE sql STABLE ROWS 200 AS $$
  WITH RECURSIVE tree(code) AS (
    SELECT m.owner
    UNION ALL
    SELECT u.sor_code FROM tree JOIN bench.unit u ON u.parent = tree.code
  )
  SELECT l.* FROM tree JOIN bench.location_number l ON l.holder = tree.code WHERE l.in_force
$$;

-- `prefix` is in the form of the column name_search. U+10FFFF sorts after every text that starts with the prefix.
CREATE FUNCTION bench.active_institutions(prefix text, type_code text) RETURNS SETOF bench.unit
LANGUAGE sql STABLE ROWS 200 AS $$
  SELECT * FROM bench.unit u
  WHERE u.kind = 'SI' AND u.active AND u.type_code = active_institutions.type_code
    AND u.name_search >= prefix AND u.name_search < prefix || U&'\+10FFFF'
$$;

COMMENT ON VIEW bench.region IS '@primaryKey code';
COMMENT ON VIEW bench.message_type IS '@primaryKey id';
COMMENT ON VIEW bench.held_number IS E'@primaryKey holder\n@unique gln';
COMMENT ON VIEW bench.location_number IS E'@primaryKey gln\n@foreignKey (holder) references bench.unit (sor_code)';
COMMENT ON VIEW bench.number_message_type IS E'@primaryKey gln,message_type,direction,valid_from\n'
  '@foreignKey (gln) references bench.location_number (gln)|@foreignFieldName messageTypes\n'
  '@foreignKey (gln) references bench.held_number (gln)|@foreignFieldName messageTypes|@fieldName heldNumber\n'
  '@foreignKey (message_type) references bench.message_type (id)|@fieldName listed';
COMMENT ON VIEW bench.unit IS E'@primaryKey sor_code\n'
  '@foreignKey (parent) references bench.unit (sor_code)|@foreignFieldName children\n'
  '@foreignKey (number_holder) references bench.held_number (holder)|@fieldName effectiveNumber';
COMMENT ON VIEW bench.municipality IS E'@primaryKey code\n'
  '@foreignKey (region) references bench.region (code)|@foreignFieldName municipalities|@fieldName inRegion\n'
  '@foreignKey (owner) references bench.unit (sor_code)|@fieldName institutionOwner';
COMMENT ON VIEW bench.placement IS E'@foreignKey (institution) references bench.unit (sor_code)|@fieldName healthInstitution\n'
  '@foreignKey (owner) references bench.unit (sor_code)|@fieldName institutionOwner\n'
  '@foreignKey (municipality) references bench.municipality (code)|@fieldName inMunicipality\n'
  '@foreignKey (region) references bench.region (code)|@fieldName inRegion';
COMMENT ON FUNCTION bench.active_institutions IS '@behavior +order';
COMMENT ON FUNCTION bench.municipality_location_numbers IS '@behavior +order';
COMMENT ON FUNCTION bench.number_holder IS '@behavior -*';
