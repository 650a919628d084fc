// Support and guides, and the addresses that changes are sent to.

import assert from 'node:assert/strict';
import * as made from '../made/client.js';
import { there } from './ground.js';
import type { Service } from './service.js';

const coordinator = 'municipality:0101';

export async function guidance(service: Service): Promise<void> {
  const guide = { key: 'client', titleDa: 'Vejledning', url: 'https://vejledning.example/' };
  const desk = { key: 'client', nameDa: 'Support', email: 'support@client.example' };
  const answers = [
    await service.dry('sds', made.PutGuideDocument, guide),
    await service.dry('sds', made.RemoveGuideDocument, { key: 'register' }),
    await service.dry('sds', made.PutSupportDeskDocument, desk),
    await service.dry('sds', made.RemoveSupportDeskDocument, { key: 'technical' }),
  ];
  assert.deepEqual(
    answers.map(({ effectCount }) => effectCount),
    [0, 0, 0, 0],
    'no record is touched',
  );
  await service.refused(coordinator, made.PutGuideDocument, guide, 'DENIED');
  const { guides } = await service.ask(made.GuidesDocument, {});
  assert.ok(guides?.every(({ key }) => key !== guide.key) && guides.some(({ key }) => key === 'register'));
}

export async function webhooks(service: Service): Promise<void> {
  const organisation = { municipality: '0101' } as const;
  const filter = { recordType: { in: ['LOCATION_NUMBER'] } } as const;
  const input = { organisation, filter, url: 'https://receiver.example/sor' };
  const tried = await service.dry(coordinator, made.RegisterWebhookDocument, input);
  assert.equal(tried.secret, null, 'a dry run makes no secret');
  const { secret, webhook } = await service.carryOut(coordinator, made.RegisterWebhookDocument, input);
  assert.match(there(secret, 'the secret'), /^whsec_/);
  const { id } = there(webhook, 'the webhook');
  const listed = await service.ask(made.WebhooksDocument, { organisation }, coordinator);
  const hook = there(listed.webhooks?.[0], 'the webhook');
  assert.deepEqual([hook.id, hook.url, hook.filter?.recordTypes], [id, input.url, ['LOCATION_NUMBER']]);

  const it = { webhook: id };
  const described = await service.dry(coordinator, made.UpdateWebhookDocument, {
    ...it,
    description: 'Til journalen',
  });
  assert.equal(described.webhook?.description, 'Til journalen');
  const rotated = await service.dry(coordinator, made.RotateWebhookSecretDocument, it);
  assert.equal(rotated.secret, null);
  const paused = await service.carryOut(coordinator, made.PauseWebhookDocument, it);
  assert.equal(paused.webhook?.state, 'PAUSED');
  const resumed = await service.dry(coordinator, made.ResumeWebhookDocument, it);
  assert.equal(resumed.webhook?.state, 'ACTIVE');
  const replayed = await service.dry(coordinator, made.ReplayWebhookDocument, { ...it, after: '1' });
  assert.equal(replayed.webhook?.id, id);
  const removed = await service.dry(coordinator, made.RemoveWebhookDocument, it);
  assert.equal(removed.webhook, null);
  // Nothing was given up in the minute that this takes.
  await service.refused(
    coordinator,
    made.RetryWebhookDeliveryDocument,
    { ...it, delivery: '1' },
    'NOT_FOUND',
  );
}
