// How PostGraphile is asked for each shape, and the plain form of its answers.

// Lists in the register's own order, so that pages agree.
const byName = "orderBy: [NAME_SORT_ASC, SOR_CODE_ASC]";
const inForce = (kind) => `condition: { kind: "${kind}", inForce: true }, ${byName}`;
const types = (direction, first) =>
  `messageTypes(first: ${first}, condition: { direction: "${direction}" }, orderBy: [MESSAGE_TYPE_ASC, VALID_FROM_ASC])`;

export const documents = {
  q1: `query Q1($code: BigInt!) {
    unitBySorCode(sorCode: $code) {
      sorCode name firstFrom typeCode
      ancestors { nodes { kind sorCode name } }
      placement {
        healthInstitution { sorCode name }
        institutionOwner { sorCode name }
        inMunicipality { code name }
        inRegion { code nameDa }
      }
    }
  }`,
  q2: `query Q2($code: String!) {
    municipalityByCode(code: $code) {
      code name
      institutionOwner { children(first: 20, ${inForce("SI")}) { nodes {
        sorCode name
        children(first: 20, ${inForce("OE")}) { nodes {
          sorCode name numberState
          effectiveNumber { gln ${types("RECEIVE", 20)} { nodes { messageType listed { nameDa } } } }
        } }
      } } }
    }
  }`,
  q3: `query Q3($code: String!) {
    regionByCode(code: $code) {
      code nameDa
      municipalities(first: 100, orderBy: [NAME_SORT_ASC, CODE_ASC]) {
        totalCount
        nodes {
          code name
          institutionOwner { children(first: 50, ${inForce("SI")}) { totalCount nodes { sorCode name } } }
        }
      }
    }
  }`,
  q4: `query Q4($prefix: String!, $type: String!, $after: Cursor) {
    activeInstitutions(prefix: $prefix, typeCode: $type, first: 50, after: $after, ${byName}) {
      nodes { sorCode name firstFrom typeCode }
      pageInfo { hasNextPage endCursor }
    }
  }`,
  q5: `query Q5($code: String!) {
    municipalityByCode(code: $code) {
      code name
      locationNumbers(first: 100, orderBy: [GLN_ASC]) { nodes {
        gln
        unitByHolder { kind sorCode name }
        receives: ${types("RECEIVE", 100)} { nodes { validFrom messageType listed { nameDa } } }
        sends: ${types("SEND", 100)} { nodes { validFrom messageType listed { nameDa } } }
      } }
    }
  }`,
};

export const cursor = (data) => data.activeInstitutions.pageInfo.endCursor;

const kinds = { IE: "InstitutionOwner", SI: "HealthInstitution", OE: "OrganisationalUnit" };
const record = (found) => found && [found.sorCode, found.name];
const place = (found, name) => found && [found.code, found[name]];
const type = (entry) => [entry.messageType, entry.listed?.nameDa ?? null];
const typeFrom = (entry) => [entry.validFrom, ...type(entry)];

export const plain = {
  q1: ({ unitBySorCode: unit }) => ({
    unit: [...record(unit), unit.firstFrom, unit.typeCode],
    ancestors: unit.ancestors.nodes.map((found) => [kinds[found.kind], ...record(found)]),
    institution: record(unit.placement.healthInstitution),
    owner: record(unit.placement.institutionOwner),
    municipality: place(unit.placement.inMunicipality, "name"),
    region: place(unit.placement.inRegion, "nameDa"),
  }),
  q2: ({ municipalityByCode: { code, name, institutionOwner } }) => ({
    municipality: [code, name],
    institutions: (institutionOwner?.children.nodes ?? []).map((institution) => ({
      institution: record(institution),
      units: institution.children.nodes.map((unit) => {
        const number = unit.effectiveNumber;
        return {
          unit: record(unit),
          number: number && [unit.numberState, number.gln, number.messageTypes.nodes.map(type)],
        };
      }),
    })),
  }),
  q3: ({ regionByCode: { code, nameDa, municipalities } }) => ({
    region: [code, nameDa],
    count: municipalities.totalCount,
    municipalities: municipalities.nodes.map((found) => ({
      municipality: [found.code, found.name],
      count: found.institutionOwner?.children.totalCount ?? 0,
      institutions: (found.institutionOwner?.children.nodes ?? []).map(record),
    })),
  }),
  q4: ({ activeInstitutions: { nodes, pageInfo } }) => ({
    institutions: nodes.map((found) => [...record(found), found.firstFrom, found.typeCode]),
    more: pageInfo.hasNextPage,
  }),
  q5: ({ municipalityByCode: { code, name, locationNumbers } }) => ({
    municipality: [code, name],
    numbers: locationNumbers.nodes.map(({ gln, unitByHolder: holder, receives, sends }) => ({
      gln,
      holder: holder && [kinds[holder.kind], ...record(holder)],
      receives: receives.nodes.map(typeFrom),
      sends: sends.nodes.map(typeFrom),
    })),
  }),
};
