// The part of sorgraph's graph that the shapes ask for, word for word, so that both are asked with the same documents.
import { createSchema } from "graphql-yoga";

import { rows } from "./statements.mjs";

const entity = `sorCode: String! name: String! type: CodedValue validFrom: String!`;

const typeDefs = `
  type Query {
    organisationalUnit(by: SorEntityBy!): OrganisationalUnit
    municipality(by: MunicipalityBy!): Municipality
    region(by: RegionBy!): Region
    healthInstitutions(filter: SorEntityFilter!, first: Int = 20, after: String): HealthInstitutionConnection
  }
  scalar SorCode
  scalar MunicipalityCode
  scalar RegionCode
  input SorEntityBy { sorCode: SorCode! }
  input MunicipalityBy { code: MunicipalityCode! }
  input RegionBy { code: RegionCode! }
  input SorEntityFilter { name: NameFilter! type: CodeFilter! state: StateFilter! }
  input NameFilter { startsWith: String! }
  input CodeFilter { in: [String!]! }
  input StateFilter { in: [State!]! }
  enum State { ACTIVE }
  enum ValueSource { OWN INHERITED }
  interface SorEntity { ${entity} }
  type InstitutionOwner implements SorEntity { ${entity} }
  type HealthInstitution implements SorEntity {
    ${entity}
    organisationalUnits(first: Int = 20): OrganisationalUnitConnection
  }
  type OrganisationalUnit implements SorEntity {
    ${entity}
    ancestors: [SorEntity!]
    healthInstitution: HealthInstitution
    institutionOwner: InstitutionOwner
    municipality: Municipality
    region: Region
    effectiveLocationNumber: EffectiveLocationNumber
  }
  type CodedValue { code: String }
  type EffectiveLocationNumber { source: ValueSource! value: LocationNumber! }
  type LocationNumber {
    gln: String!
    holder: SorEntity
    receives(first: Int = 20): LocationNumberMessageTypeConnection
    sends(first: Int = 20): LocationNumberMessageTypeConnection
  }
  type LocationNumberMessageType { messageType: MessageType validFrom: String! }
  type MessageType { format: String! type: String! version: String! nameDa: String }
  type Municipality {
    code: String!
    name: String!
    region: Region
    healthInstitutions(first: Int = 20): HealthInstitutionConnection
    locationNumbers(first: Int = 20): LocationNumberConnection
  }
  type Region {
    code: String!
    nameDa: String!
    municipalities(first: Int = 20): MunicipalityConnection
  }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  type HealthInstitutionConnection { nodes: [HealthInstitution!]! totalCount: Int pageInfo: PageInfo! }
  type OrganisationalUnitConnection { nodes: [OrganisationalUnit!]! }
  type MunicipalityConnection { nodes: [Municipality!]! totalCount: Int }
  type LocationNumberConnection { nodes: [LocationNumber!]! }
  type LocationNumberMessageTypeConnection { nodes: [LocationNumberMessageType!]! }
`;

const kinds = { IE: "InstitutionOwner", SI: "HealthInstitution", OE: "OrganisationalUnit" };

const common = {
  sorCode: (unit) => unit.sor_code,
  type: (unit) => unit.type_code && { code: unit.type_code },
  validFrom: (unit) => unit.first_from,
};

const above = (kind) => async (unit, _, { lineages }) =>
  (await lineages.load(unit.sor_code)).find((found) => found.kind === kind);

/** The address that says where a unit lies: its own visiting address, else the nearest postal address. */
async function address(unit, { lineages, addresses }) {
  if (unit.visiting_address) return addresses.load(unit.visiting_address);
  const lineage = await lineages.load(unit.sor_code);
  const id = lineage.find((found) => found.postal_address)?.postal_address;
  return id && addresses.load(id);
}

const messageTypes = (direction) => async ({ gln }, { first }, { messageTypes }) => ({
  nodes: await messageTypes(direction, first).load(gln),
});

const cursor = {
  write: (unit) => Buffer.from(`${unit.sor_code} ${unit.name_sort}`).toString("base64url"),
  read: (text) => {
    const [, code, name] = /^(\d+) (.*)$/su.exec(Buffer.from(text, "base64url").toString());
    return [name, code];
  },
};

const resolvers = {
  Query: {
    organisationalUnit: (_, { by }, { units }) => units.load(by.sorCode),
    municipality: (_, { by }, { municipalities }) => municipalities.load(by.code),
    region: (_, { by }, { regions }) => regions.load(by.code),
    healthInstitutions: async (_, { filter, first, after }) => {
      const start = after ? cursor.read(after) : ["", 0];
      const prefix = filter.name.startsWith.toLowerCase();
      const found = await rows("activeInstitutions", filter.type.in, prefix, ...start, first + 1);
      const nodes = found.slice(0, first);
      const endCursor = nodes.length > 0 ? cursor.write(nodes.at(-1)) : null;
      return { nodes, pageInfo: { hasNextPage: found.length > first, endCursor } };
    },
  },
  SorEntity: { __resolveType: (unit) => kinds[unit.kind] },
  InstitutionOwner: common,
  HealthInstitution: {
    ...common,
    organisationalUnits: async (unit, { first }, { children }) => ({
      nodes: await children("OE", first).load(unit.sor_code),
    }),
  },
  OrganisationalUnit: {
    ...common,
    ancestors: async (unit, _, { lineages }) => (await lineages.load(unit.sor_code)).slice(1),
    healthInstitution: above("SI"),
    institutionOwner: above("IE"),
    municipality: async (unit, _, context) => {
      const code = (await address(unit, context))?.municipality;
      return code && context.municipalities.load(code);
    },
    region: async (unit, _, context) => {
      const found = await address(unit, context);
      const municipality = found?.municipality && (await context.municipalities.load(found.municipality));
      const code = found?.municipality ? municipality?.region : found?.region;
      return code && context.regions.load(code);
    },
    effectiveLocationNumber: async (unit, _, { holders, numbersHeld }) => {
      const source = unit.number_state;
      if (source === "NONE") return null;
      const holder = source === "OWN" ? unit.sor_code : unit.parent && (await holders.load(unit.parent));
      const value = holder && (await numbersHeld.load(holder));
      return value ? { source, value } : null;
    },
  },
  LocationNumber: {
    holder: ({ holder }, _, { units }) => holder && units.load(holder),
    receives: messageTypes("RECEIVE"),
    sends: messageTypes("SEND"),
  },
  LocationNumberMessageType: {
    messageType: ({ message_type: id, name_da: nameDa }) => {
      const [format, type, version] = id.split("/");
      return { format, type, version, nameDa };
    },
    validFrom: (entry) => entry.valid_from,
  },
  Municipality: {
    region: ({ region }, _, { regions }) => region && regions.load(region),
    healthInstitutions: async ({ code }, { first }, { owners }) => ({ owner: await owners.load(code), first }),
    locationNumbers: async ({ code }, { first }, { owners, numbersBelow }) => {
      const owner = await owners.load(code);
      return { nodes: owner ? await numbersBelow(first).load(owner) : [] };
    },
  },
  // Of a municipality: the page and the count are asked for when they are wanted. Of the root: they are there.
  HealthInstitutionConnection: {
    nodes: ({ nodes, owner, first }, _, { children }) => nodes ?? (owner ? children("SI", first).load(owner) : []),
    totalCount: ({ owner }, _, { childrenCounts }) => (owner ? childrenCounts("SI").load(owner) : 0),
  },
  Region: {
    nameDa: (region) => region.name_da,
    municipalities: async ({ code }, { first }, { municipalitiesOf }) => {
      const all = await municipalitiesOf.load(code);
      return { nodes: all.slice(0, first), totalCount: all.length };
    },
  },
};

export const schema = createSchema({ typeDefs, resolvers });
