// Changes of owners, institutions and units.

import assert from 'node:assert/strict';
import * as made from '../made/client.js';
import { there, type Ground } from './ground.js';
import type { Service } from './service.js';

const coordinator = 'municipality:0101';
const validFrom = (ground: Ground) => ground.day(14);

export async function create(service: Service, ground: Ground): Promise<void> {
  const { owner, institution, units } = ground;
  const { institutionOwners } = await service.ask(made.InstitutionOwnersDocument, {
    types: ['PRIVATE'],
    first: 1,
  });
  const lone = there(institutionOwners?.nodes[0], 'a private owner');
  const common = { validFrom: validFrom(ground), locationNumberState: 'NONE' } as const;

  const owned = await service.dry('sds', made.CreateInstitutionOwnerDocument, {
    name: 'Tandlægerne Havnegade ApS',
    type: there(lone.type?.code, 'its type'),
    validFrom: common.validFrom,
    postalAddress: { streetName: 'Havnegade', building: '1', postCode: '1058', municipality: '0101' },
  });
  assert.equal(owned.institutionOwner?.ownerType, 'PRIVATE');
  const placed = await service.dry('sds', made.CreateHealthInstitutionDocument, {
    ...common,
    parent: owner,
    name: 'Sundhedshus Havnegade',
    type: there(institution.type?.code, 'its type'),
  });
  assert.equal(placed.healthInstitution?.validFrom, common.validFrom);

  const unit = {
    ...common,
    parent: institution.sorCode,
    name: 'Hjemmeplejen Havnegade',
    type: there(units[0]?.type?.code, 'its type'),
    virtualAddress: { telephone: '+4512345678' },
  };
  const tried = await service.dry(coordinator, made.CreateOrganisationalUnitDocument, unit);
  assert.deepEqual(
    [tried.organisationalUnit?.name, tried.organisationalUnit?.validFrom],
    [unit.name, unit.validFrom],
  );
  const { organisationalUnit } = await service.carryOut(
    coordinator,
    made.CreateOrganisationalUnitDocument,
    unit,
  );
  const { sorCode, parent } = there(organisationalUnit, 'the unit');
  assert.equal(parent?.sorCode, institution.sorCode);
  const difference = await service.ask(made.DifferenceDocument, {
    root: institution.sorCode,
    from: { at: ground.today },
    to: { at: validFrom(ground) },
  });
  assert.ok(
    difference.difference?.opened?.nodes.some((one) => one.sorCode === sorCode),
    'it opens on its day',
  );
  const taken = { sorCode, creation: true };
  const { record, effects } = await service.dry(coordinator, made.CancelPlannedChangeDocument, taken);
  assert.ok(
    record === null && effects.every((effect) => effect.sorCode === sorCode),
    'it alone is taken back',
  );
}

export async function update(service: Service, ground: Ground): Promise<void> {
  const virtualAddress = { telephone: '+4587654321', email: 'post@havnegade.example' };
  const of = (sorCode: string) => ({ sorCode, validFrom: validFrom(ground), virtualAddress });
  const owner = await service.dry('sds', made.UpdateInstitutionOwnerDocument, of(ground.owner));
  assert.equal(owner.institutionOwner?.virtualAddress?.telephone, virtualAddress.telephone);
  const institution = await service.dry(
    'sds',
    made.UpdateHealthInstitutionDocument,
    of(ground.institution.sorCode),
  );
  assert.equal(institution.healthInstitution?.virtualAddress?.email, virtualAddress.email);
  const unit = there(ground.units[0], 'a unit').sorCode;
  const updated = await service.dry(coordinator, made.UpdateOrganisationalUnitDocument, of(unit));
  assert.ok(updated.effects.some(({ sorCode, aspect }) => sorCode === unit && aspect === 'VIRTUAL_ADDRESS'));
}

export async function move(service: Service, ground: Ground): Promise<void> {
  const day = validFrom(ground);
  const { institutionOwners } = await service.ask(made.InstitutionOwnersDocument, {
    types: ['MUNICIPALITY'],
    first: 5,
  });
  const other = there(
    institutionOwners?.nodes.find(({ sorCode }) => sorCode !== ground.owner),
    'another owner',
  );
  const institution = { sorCode: ground.institution.sorCode, parent: other.sorCode, validFrom: day };
  const moved = await service.dry('sds', made.MoveHealthInstitutionDocument, institution);
  assert.equal(moved.healthInstitution?.sorCode, institution.sorCode);

  const [unit, target] = apart(ground);
  const step = { sorCode: unit.sorCode, parent: target.sorCode };
  const { organisationalUnit, effectCount } = await service.dry(
    coordinator,
    made.MoveOrganisationalUnitDocument,
    {
      ...step,
      validFrom: day,
    },
  );
  assert.equal(organisationalUnit?.sorCode, unit.sorCode);
  const reorganised = await service.dry(coordinator, made.ReorganiseDocument, {
    validFrom: day,
    steps: [{ move: step }],
  });
  assert.equal(reorganised.effectCount, effectCount, 'the same by either way');
}

export async function close(service: Service, ground: Ground): Promise<void> {
  const lastDay = ground.day(30);
  const owner = await service.dry('sds', made.CloseInstitutionOwnerDocument, {
    sorCode: ground.owner,
    lastDay,
  });
  assert.ok(owner.institutionOwner?.validTo === lastDay && owner.effectCount > ground.units.length);
  const closed = { sorCode: ground.institution.sorCode, lastDay };
  const institution = await service.dry('sds', made.CloseHealthInstitutionDocument, closed);
  assert.equal(institution.healthInstitution?.validTo, lastDay);
  const [unit, other] = apart(ground);
  const replacing = { lastDay, replacedBy: [other.sorCode] };
  const one = await service.dry(coordinator, made.CloseOrganisationalUnitDocument, {
    ...replacing,
    sorCode: unit.sorCode,
  });
  assert.equal(one.organisationalUnit?.validTo, lastDay);
  const all = await service.dry(coordinator, made.ReplaceOrganisationalUnitDocument, {
    ...replacing,
    sorCodes: [unit.sorCode],
  });
  assert.ok(all.effects.some(({ sorCode, aspect }) => sorCode === unit.sorCode && aspect === 'IN_FORCE'));
}

// Two units neither of which stands below the other, the first one not directly below the second.
function apart({ units }: Ground) {
  for (const unit of units) {
    for (const other of units) {
      const above = [unit, other].flatMap(({ ancestors }) => ancestors?.map(({ sorCode }) => sorCode) ?? []);
      if (unit !== other && !above.includes(unit.sorCode) && !above.includes(other.sorCode))
        return [unit, other] as const;
    }
  }
  return assert.fail('no two units stand apart');
}
