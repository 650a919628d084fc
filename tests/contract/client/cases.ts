// What one party asks of another. Cases are opened for good, as each step needs one to stand on.

import assert from 'node:assert/strict';
import * as made from '../made/client.js';
import { there, type Ground } from './ground.js';
import { details } from './numbers.js';
import type { Service } from './service.js';

const coordinator = 'municipality:0101';

export async function orders(service: Service, ground: Ground): Promise<void> {
  const unit = there(
    ground.units.find((one) => one.locationNumberState !== 'OWN'),
    'a unit without a number',
  );
  const ordered = {
    kind: 'NEW',
    sorCode: unit.sorCode,
    systemName: 'Journalen',
    validFrom: ground.day(14),
  } as const;
  await service.dry(coordinator, made.OrderLocationNumberDocument, ordered);
  const { order } = await service.carryOut(coordinator, made.OrderLocationNumberDocument, ordered);
  const { id, state, record } = there(order, 'the order');
  assert.deepEqual([state, record?.sorCode], ['RECEIVED', unit.sorCode]);

  const cases = await service.ask(
    made.CasesDocument,
    { kind: 'ORDER', states: ['RECEIVED'], first: 10 },
    'sds',
  );
  assert.ok(cases.cases?.nodes.some((one) => one.__typename === 'OrderCase' && one.id === id));
  const issued = await service.dry('sds', made.IssueLocationNumberOrderDocument, {
    case: id,
    details: details(ground),
  });
  assert.equal(issued.order?.state, 'ISSUED');

  const text = 'Hvilket system?';
  const asked = await service.carryOut('sds', made.AskForInformationDocument, { case: id, text });
  assert.equal(asked.case?.state, 'NEEDS_INFORMATION');
  const replied = await service.dry(coordinator, made.ReplyToCaseDocument, {
    case: id,
    text: 'Journalen, version 2.',
  });
  assert.equal(replied.case?.state, 'RECEIVED');
  const refused = await service.dry('sds', made.RefuseCaseDocument, {
    case: id,
    because: 'Enheden har allerede et.',
  });
  assert.equal(refused.case?.state, 'REFUSED');
  const withdrawn = await service.dry(coordinator, made.WithdrawCaseDocument, { case: id });
  assert.equal(withdrawn.case?.state, 'WITHDRAWN');
  const found = await service.ask(made.CaseDocument, { id }, coordinator);
  assert.deepEqual(
    found.case?.thread?.map((message) => message.text),
    [text],
  );
}

export async function requests(service: Service, { owner, day }: Ground): Promise<void> {
  const updateInstitutionOwner = { sorCode: owner, name: 'Kommunens Sundhed', validFrom: day(14) };
  const proposal = { updateInstitutionOwner };
  const { changeRequest } = await service.carryOut(coordinator, made.RequestChangeDocument, { proposal });
  const { id, changes } = there(changeRequest, 'the request');
  const name = there(
    changes?.find(({ field }) => field === 'name'),
    'the name',
  );
  assert.ok(name.proposed === updateInstitutionOwner.name && name.current !== name.proposed);
  const approved = await service.dry('sds', made.ApproveChangeRequestDocument, { case: id });
  assert.equal(approved.changeRequest?.state, 'APPROVED');
}
