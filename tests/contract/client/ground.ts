// What there is in the demo's register that the rest stands on.

import assert from 'node:assert/strict';
import * as made from '../made/client.js';
import type { Service } from './service.js';

// The value, which has to be there.
export function there<T>(value: T | null | undefined, what: string): T {
  assert.ok(value !== null && value !== undefined, `${what} is not there`);
  return value;
}

// Some part of the answer to one of the operations.
type Units = NonNullable<made.OrganisationalUnitsQuery['organisationalUnits']>['nodes'];

export interface Ground {
  readonly today: string;
  readonly region: string;
  readonly owner: string;
  readonly institution: NonNullable<
    made.HealthInstitutionsQuery['healthInstitutions']
  >['edges'][number]['node'];
  // Units of the municipality that are in force, and those of them that have a location number of their own.
  readonly units: Units;
  readonly numbered: Units;
  day(ahead: number): string;
}

const inForce = { state: { in: ['ACTIVE'] } } as const;

export async function find(service: Service): Promise<Ground> {
  const { register } = await service.ask(made.RegisterDocument, {});
  const { at, counts, revision } = there(register, 'the register');
  assert.ok(there(counts, 'its counts').organisationalUnits > 500 && Number(revision) > 1);

  const { municipality } = await service.ask(made.MunicipalityDocument, { code: '0101', units: 3 });
  const { code, region, institutionOwner } = there(municipality, 'the municipality');
  assert.equal(code, '0101');
  const owner = there(institutionOwner, 'its owner');
  const [first] = there(owner.healthInstitutions, 'its institutions').nodes;
  assert.equal(there(first, 'an institution').__typename, 'HealthInstitution');

  const institutions = await service.ask(made.HealthInstitutionsDocument, {
    filter: { ...inForce, within: owner.sorCode },
    order: { by: 'SOR_CODE' },
    first: 2,
  });
  const { edges, totalCount } = there(institutions.healthInstitutions, 'institutions of the municipality');
  assert.ok(
    edges.length === Math.min(2, totalCount ?? 0) && edges.every(({ node }) => node.state === 'ACTIVE'),
  );

  const { organisationalUnits } = await service.ask(made.OrganisationalUnitsDocument, {
    filter: { ...inForce, within: owner.sorCode },
    first: 100,
  });
  const units = there(organisationalUnits, 'units of the municipality').nodes;
  const numbered = units.filter((unit) => unit.locationNumberState === 'OWN' && unit.locationNumber !== null);
  assert.ok(
    units.length > 4 && numbered.length > 1,
    `${units.length} units, ${numbered.length} with numbers`,
  );

  return {
    today: at,
    region: there(region, 'its region').code,
    owner: owner.sorCode,
    institution: there(edges[0], 'an institution').node,
    units,
    numbered,
    day(ahead) {
      const day = new Date(`${at}T12:00:00Z`);
      day.setUTCDate(day.getUTCDate() + ahead);
      return day.toISOString().slice(0, 10);
    },
  };
}
