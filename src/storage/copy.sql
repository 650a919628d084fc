-- A copy of a register. `copy_state` says which register it is of, and how far the copy is; `record_version` holds
-- what the register says of each record, a row a version, its values as a JSON object by name. The views below show
-- the values as columns.

CREATE TABLE copy_state (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    source TEXT NOT NULL,       -- address of the register
    state TEXT NOT NULL,        -- LOADING; then FOLLOWING, while changes are outstanding; then COMPLETE
    revision INTEGER NOT NULL,  -- while LOADING the one that is loaded; afterwards the last one that the copy was equal to
    committed_at TEXT NOT NULL, -- when that revision was committed
    position TEXT NOT NULL      -- cursor of the load, or place in the feed of changes
) STRICT;

CREATE TABLE record (
    record_type TEXT NOT NULL,
    key TEXT NOT NULL,
    digest TEXT NOT NULL,       -- SHA-256 of the record, as docs/guides/replica.md tells
    PRIMARY KEY (record_type, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE record_version (
    record_type TEXT NOT NULL,
    key TEXT NOT NULL,
    number INTEGER NOT NULL,    -- from 1 on, in the register's order
    valid_from TEXT,            -- YYYY-MM-DD; NULL for entries of lists
    valid_to TEXT,              -- NULL while no end is known
    said TEXT NOT NULL,         -- the values, a JSON object of texts
    PRIMARY KEY (record_type, key, number)
) STRICT, WITHOUT ROWID;

-- Walks down the tree, and from a record to its numbers.
CREATE INDEX record_version_parent ON record_version (json_extract(said, '$.parent'));
CREATE INDEX record_version_holder ON record_version (json_extract(said, '$.holder'));

-- Institution owners, health institutions and organisational units, a row a version.
CREATE VIEW unit AS SELECT
    key AS sor_code, json_extract(said, '$.kind') AS record_type, valid_from, valid_to,
    json_extract(said, '$.name') AS name,
    json_extract(said, '$.parent') AS parent,
    json_extract(said, '$.type') AS type,
    json_extract(said, '$.shakCode') AS shak_code,
    json_extract(said, '$.providerNumber') AS provider_number,
    json_extract(said, '$.cvrNumber') AS cvr_number,
    json_extract(said, '$.pNumber') AS p_number,
    json_extract(said, '$.localCode') AS local_code,
    json_extract(said, '$.locationNumberState') AS location_number_state,
    json_extract(said, '$."virtualAddress.email"') AS email,
    json_extract(said, '$."virtualAddress.telephone"') AS telephone,
    json_extract(said, '$."postalAddress.streetName"') AS street_name,
    json_extract(said, '$."postalAddress.building"') AS building,
    json_extract(said, '$."postalAddress.postCode"') AS post_code,
    json_extract(said, '$."postalAddress.districtName"') AS district_name,
    json_extract(said, '$."postalAddress.municipalityCode"') AS municipality_code
FROM record_version WHERE record_type IN ('INSTITUTION_OWNER', 'HEALTH_INSTITUTION', 'ORGANISATIONAL_UNIT');

-- Location numbers, a row a version.
CREATE VIEW location_number AS SELECT
    key AS gln, valid_from, valid_to,
    json_extract(said, '$.holder') AS holder,
    json_extract(said, '$.notActive') = 'true' AS not_active,
    json_extract(said, '$.onlyInternal') = 'true' AS only_internal,
    json_extract(said, '$.systemSupplier') AS system_supplier,
    json_extract(said, '$.systemType') AS system_type,
    json_extract(said, '$.networkOperator') AS network_operator,
    json_extract(said, '$.region') AS region,
    json_extract(said, '$.note') AS note
FROM record_version WHERE record_type = 'LOCATION_NUMBER';

-- Message types on location numbers, a row for each, direction and period.
CREATE VIEW location_number_message_type AS SELECT
    key AS gln, valid_from, valid_to,
    json_extract(said, '$."messageType.format"') AS format,
    json_extract(said, '$."messageType.type"') AS type,
    json_extract(said, '$."messageType.version"') AS version,
    json_extract(said, '$.direction') AS direction
FROM record_version WHERE record_type = 'LOCATION_NUMBER_MESSAGE_TYPES';

-- Entries of outside code lists.
CREATE VIEW coded_value AS SELECT
    json_extract(said, '$.list') AS list,
    json_extract(said, '$.code') AS code,
    json_extract(said, '$.nameDa') AS name_da,
    json_extract(said, '$.nameEn') AS name_en
FROM record_version WHERE record_type = 'CODED_VALUE';
