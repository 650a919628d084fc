// Who may what.

import assert from 'node:assert/strict';
import * as made from '../made/client.js';
import { there, type Ground } from './ground.js';
import type { Service } from './service.js';

const administrator = 'administrator:0101';
const organisation = { municipality: '0101' } as const;

export async function grants(service: Service, { owner, day }: Ground): Promise<void> {
  const asked = { organisation, role: 'EDITOR', note: 'Jeg passer vores enheder.' } as const;
  const { accessRequest } = await service.carryOut('person:client', made.RequestAccessDocument, asked);
  const request = there(accessRequest, 'the request');
  assert.ok(request.__typename === 'AccessRequest' && request.role === 'EDITOR');
  const approval = { case: request.id, validTo: day(30) };
  const approved = await service.dry(administrator, made.ApproveAccessRequestDocument, approval);
  assert.deepEqual([approved.grant?.subject, approved.grant?.validTo], ['demo:person:client', day(30)]);

  const person = {
    subject: 'demo:person:other',
    name: 'Medarbejder',
    email: 'other@person.example',
    organisation,
  };
  const given = await service.dry(administrator, made.GiveGrantDocument, {
    ...person,
    role: 'RESTRICTED_READER',
  });
  assert.equal(given.grant?.role, 'RESTRICTED_READER');
  const listed = await service.ask(made.GrantsDocument, { organisation: `owner:${owner}` }, administrator);
  const grant = there(
    listed.grants?.find(({ role }) => role === 'EDITOR'),
    'a grant',
  );
  const ended = await service.dry(administrator, made.EndGrantDocument, { grant: grant.id, lastDay: day(1) });
  assert.equal(ended.grant?.validTo, day(1));

  const appointed = await service.dry('sds', made.AppointAdministratorDocument, {
    ...person,
    organisation: { supplier: 'new' },
  });
  assert.deepEqual(appointed.grant?.organisation, { kind: 'SUPPLIER', key: 'supplier:new' });
}

export async function mandates(service: Service, { owner, day }: Ground): Promise<void> {
  const mandated = { owner, supplier: 'demo' };
  const { mandate } = await service.carryOut('municipality:0101', made.GrantMandateDocument, mandated);
  const { id } = there(mandate, 'the mandate');
  const listed = await service.ask(made.MandatesDocument, { owner }, 'municipality:0101');
  assert.deepEqual(
    listed.mandates?.map((one) => [one.id, one.supplier.key]),
    [[id, 'supplier:demo']],
  );
  const revoked = await service.dry('municipality:0101', made.RevokeMandateDocument, {
    mandate: id,
    lastDay: day(1),
  });
  assert.deepEqual([revoked.mandate?.id, revoked.mandate?.validTo], [id, day(1)]);
}

export async function trail(service: Service): Promise<void> {
  const { auditTrail } = await service.ask(
    made.AuditTrailDocument,
    { subject: 'demo:person:client', first: 5 },
    'sds',
  );
  const [entry] = there(auditTrail, 'the trail').nodes;
  assert.deepEqual([entry?.action, entry?.role], ['REQUEST_ACCESS', 'SIGNED_IN']);
  assert.match(there(entry, 'an entry').hash, /^[0-9a-f]{64}$/);
}
