// How sorgraph is asked for each shape, and the plain form of its answers. graphql-yoga has the same graph.

export const documents = {
  q1: `query Q1($code: SorCode!) {
    organisationalUnit(by: { sorCode: $code }) {
      sorCode name validFrom type { code }
      ancestors { __typename sorCode name }
      healthInstitution { sorCode name }
      institutionOwner { sorCode name }
      municipality { code name }
      region { code nameDa }
    }
  }`,
  q2: `query Q2($code: MunicipalityCode!) {
    municipality(by: { code: $code }) {
      code name
      healthInstitutions(first: 20) { nodes {
        sorCode name
        organisationalUnits(first: 20) { nodes {
          sorCode name
          effectiveLocationNumber {
            source
            value { gln receives(first: 20) { nodes { messageType { format type version nameDa } } } }
          }
        } }
      } }
    }
  }`,
  q3: `query Q3($code: RegionCode!) {
    region(by: { code: $code }) {
      code nameDa
      municipalities(first: 100) {
        totalCount
        nodes { code name healthInstitutions(first: 50) { totalCount nodes { sorCode name } } }
      }
    }
  }`,
  q4: `query Q4($prefix: String!, $type: String!, $after: String) {
    healthInstitutions(
      filter: { name: { startsWith: $prefix }, type: { in: [$type] }, state: { in: [ACTIVE] } }
      first: 50
      after: $after
    ) {
      nodes { sorCode name validFrom type { code } }
      pageInfo { hasNextPage endCursor }
    }
  }`,
  q5: `query Q5($code: MunicipalityCode!) {
    municipality(by: { code: $code }) {
      code name
      locationNumbers(first: 100) { nodes {
        gln
        holder { __typename sorCode name }
        receives(first: 100) { nodes { validFrom messageType { format type version nameDa } } }
        sends(first: 100) { nodes { validFrom messageType { format type version nameDa } } }
      } }
    }
  }`,
};

export const cursor = (data) => data.healthInstitutions.pageInfo.endCursor;

const record = (found) => found && [found.sorCode, found.name];
const type = ({ messageType: found }) => [`${found.format}/${found.type}/${found.version}`, found.nameDa];
const typeFrom = (entry) => [entry.validFrom, ...type(entry)];

export const plain = {
  q1: ({ organisationalUnit: unit }) => ({
    unit: [unit.sorCode, unit.name, unit.validFrom, unit.type?.code ?? null],
    ancestors: unit.ancestors.map((found) => [found.__typename, found.sorCode, found.name]),
    institution: record(unit.healthInstitution),
    owner: record(unit.institutionOwner),
    municipality: unit.municipality && [unit.municipality.code, unit.municipality.name],
    region: unit.region && [unit.region.code, unit.region.nameDa],
  }),
  q2: ({ municipality: { code, name, healthInstitutions } }) => ({
    municipality: [code, name],
    institutions: healthInstitutions.nodes.map((institution) => ({
      institution: record(institution),
      units: institution.organisationalUnits.nodes.map((unit) => {
        const number = unit.effectiveLocationNumber;
        return {
          unit: record(unit),
          number: number && [number.source, number.value.gln, number.value.receives.nodes.map(type)],
        };
      }),
    })),
  }),
  q3: ({ region: { code, nameDa, municipalities } }) => ({
    region: [code, nameDa],
    count: municipalities.totalCount,
    municipalities: municipalities.nodes.map((found) => ({
      municipality: [found.code, found.name],
      count: found.healthInstitutions.totalCount,
      institutions: found.healthInstitutions.nodes.map(record),
    })),
  }),
  q4: ({ healthInstitutions: { nodes, pageInfo } }) => ({
    institutions: nodes.map((found) => [...record(found), found.validFrom, found.type?.code ?? null]),
    more: pageInfo.hasNextPage,
  }),
  q5: ({ municipality: { code, name, locationNumbers } }) => ({
    municipality: [code, name],
    numbers: locationNumbers.nodes.map(({ gln, holder, receives, sends }) => ({
      gln,
      holder: holder && [holder.__typename, ...record(holder)],
      receives: receives.nodes.map(typeFrom),
      sends: sends.nodes.map(typeFrom),
    })),
  }),
};
