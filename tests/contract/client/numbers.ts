// Changes of location numbers and of the messages on them.

import assert from 'node:assert/strict';
import * as made from '../made/client.js';
import { there, type Ground } from './ground.js';
import type { Service } from './service.js';

export const details = ({ region }: Ground) => ({
  region,
  systemSupplier: 'demo',
  systemType: 'demo-record',
  networkOperator: '41000035001',
  ediAdministrator: 'demo',
});

export async function numbers(service: Service, ground: Ground): Promise<void> {
  const validFrom = ground.day(14);
  const bare = there(
    ground.units.find((unit) => unit.locationNumberState !== 'OWN'),
    'a unit without a number',
  );
  const numbered = there(ground.numbered[0], 'a unit with a number');
  const { gln } = there(numbered.locationNumber, 'its number');

  const created = await service.dry('sds', made.CreateLocationNumberDocument, {
    details: details(ground),
    holder: bare.sorCode,
    validFrom,
  });
  assert.equal(created.locationNumber?.holder?.sorCode, bare.sorCode);
  const note = 'Bruges af laboratoriet';
  const updated = await service.dry('sds', made.UpdateLocationNumberDocument, {
    gln,
    details: { note },
    validFrom,
  });
  assert.equal(updated.locationNumber?.note, note);
  const attached = await service.dry('sds', made.AttachLocationNumberDocument, {
    gln,
    holder: bare.sorCode,
    validFrom,
  });
  assert.equal(attached.locationNumber?.holder?.sorCode, bare.sorCode);
  const detached = await service.dry('sds', made.DetachLocationNumberDocument, { gln, validFrom });
  assert.equal(detached.locationNumber?.holder, null);
  const idle = await service.dry('sds', made.DeactivateLocationNumberDocument, { gln, validFrom });
  assert.equal(idle.locationNumber?.notActive, true);
  const closed = await service.dry('sds', made.CloseLocationNumberDocument, { gln, lastDay: validFrom });
  assert.equal(closed.locationNumber?.validTo, validFrom);
  const state = bare.locationNumberState === 'NONE' ? 'INHERITED' : 'NONE';
  const stated = await service.dry('sds', made.SetLocationNumberStateDocument, {
    sorCode: bare.sorCode,
    state,
    validFrom,
  });
  assert.equal(stated.record?.locationNumberState, state);
}

export async function messageTypes(service: Service, { numbered, day }: Ground): Promise<void> {
  const { gln } = there(numbered[0]?.locationNumber, 'a number');
  const answer = await service.ask(made.MessageTypesDocument, { first: 1 });
  const { format, type, version } = there(answer.messageTypes?.edges[0], 'a message type').node;
  const input = {
    gln,
    mode: 'REPLACE',
    validFrom: day(14),
    messageTypes: [{ format, type, version, receives: true }],
  } as const;
  const tried = await service.dry('medcom', made.SetMessageTypesDocument, input);
  assert.equal(tried.locationNumber?.gln, gln);
  const { locationNumber } = await service.carryOut('medcom', made.SetMessageTypesDocument, input);
  assert.deepEqual(
    locationNumber?.receives?.nodes.map(({ messageType }) => messageType),
    [{ format, type, version }],
  );
  assert.equal(locationNumber.sends?.totalCount, 0);
  await service.refused(
    'municipality:0101',
    made.CloseLocationNumberDocument,
    { gln, lastDay: day(14) },
    'DENIED',
  );
}
