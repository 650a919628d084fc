// The queries of the directory.

import assert from 'node:assert/strict';
import * as made from '../made/client.js';
import { there, type Ground } from './ground.js';
import type { Service } from './service.js';

export async function places(service: Service, { region: code }: Ground): Promise<void> {
  const { region } = await service.ask(made.RegionDocument, { code });
  assert.ok(there(region?.municipalities?.totalCount, 'how many municipalities it has') > 4);
  const { regions } = await service.ask(made.RegionsDocument, { states: ['ACTIVE', 'CLOSING'] });
  assert.ok(there(regions, 'regions').nodes.some((one) => one.code === code));

  const first = await service.ask(made.MunicipalitiesDocument, { region: code, first: 2 });
  const page = there(first.municipalities, 'municipalities');
  const after = there(page.pageInfo.endCursor, 'a cursor');
  assert.ok(page.pageInfo.hasNextPage && page.edges.every(({ node }) => node.region?.code === code));
  const second = await service.ask(made.MunicipalitiesDocument, { region: code, first: 2, after });
  const codes = [page, there(second.municipalities, 'more')].flatMap(({ edges }) =>
    edges.map(({ node }) => node.code),
  );
  assert.equal(new Set(codes).size, 4, 'the second page goes on after the first');
}

export async function records(service: Service, { owner, institution, units }: Ground): Promise<void> {
  const ownerOf = await service.ask(made.InstitutionOwnerDocument, { code: owner });
  assert.equal(there(ownerOf.institutionOwner, 'the owner').ownerType, 'MUNICIPALITY');
  const owners = await service.ask(made.InstitutionOwnersDocument, {
    types: ['REGION', 'PRIVATE'],
    first: 5,
  });
  assert.ok(
    there(owners.institutionOwners, 'owners').nodes.every(({ ownerType }) => ownerType !== 'MUNICIPALITY'),
  );

  const { healthInstitution } = await service.ask(made.HealthInstitutionDocument, {
    code: institution.sorCode,
  });
  const { path, responsible, history } = there(healthInstitution, 'the institution');
  assert.deepEqual(
    path?.map(({ sorCode }) => sorCode),
    [owner, institution.sorCode],
  );
  assert.equal(responsible?.organisation.key, 'authority', "municipal institutions are the authority's");
  assert.match(there(history?.nodes[0]?.writtenBy, 'who wrote it').revision, /^\d+$/);

  const unit = there(units[0], 'a unit');
  const { organisationalUnit } = await service.ask(made.OrganisationalUnitDocument, { by: { id: unit.id } });
  assert.equal(organisationalUnit?.sorCode, unit.sorCode);
  const { sorEntities } = await service.ask(made.SorEntitiesDocument, { codes: [unit.sorCode, owner] });
  assert.deepEqual(
    sorEntities.map((one) => one?.__typename),
    ['OrganisationalUnit', 'InstitutionOwner'],
  );
  const { node } = await service.ask(made.NodeDocument, { id: unit.id });
  // The type narrows by `__typename`.
  assert.ok(node?.__typename === 'OrganisationalUnit' && node.sorCode === unit.sorCode);

  const word = there(unit.name.split(' ')[0], 'a word');
  const { search } = await service.ask(made.SearchDocument, {
    text: word,
    filter: { within: owner },
    first: 50,
  });
  assert.ok(
    there(search, 'matches').edges.some((edge) => edge.node.sorCode === unit.sorCode),
    word,
  );
}

export async function messages(service: Service, { region, units, numbered }: Ground): Promise<void> {
  const unit = there(numbered[0], 'a unit with a number');
  const { gln } = there(unit.locationNumber, 'its number');
  const { locationNumber } = await service.ask(made.LocationNumberDocument, { gln });
  assert.equal(locationNumber?.holder?.sorCode, unit.sorCode);
  const numbers = await service.ask(made.LocationNumbersDocument, { filter: { region }, first: 3 });
  assert.equal(there(numbers.locationNumbers, 'numbers').nodes.length, 3);
  const { sorEntitiesBy } = await service.ask(made.SorEntitiesByDocument, { identifier: { gln } });
  assert.ok(sorEntitiesBy?.some(({ sorCode }) => sorCode === unit.sorCode));

  const { messageTypes } = await service.ask(made.MessageTypesDocument, { first: 2 });
  const edge = there(messageTypes?.edges[1], 'a message type');
  const { format, type, version, id } = edge.node;
  const { messageType } = await service.ask(made.MessageTypeDocument, { key: { format, type, version } });
  assert.equal(messageType?.id, id);
  const { codes } = await service.ask(made.CodesDocument, { list: 'NETWORK_OPERATOR', first: 100 });
  assert.ok(there(codes, 'codes').nodes.some(({ code }) => code === '41000035001'));

  const { nodes } = await service.ask(made.NodesDocument, { ids: [id, there(units[0], 'a unit').id] });
  assert.deepEqual(
    nodes.map((one) => one?.__typename),
    ['MessageType', 'OrganisationalUnit'],
  );
}

export async function past(service: Service, { today, units }: Ground): Promise<void> {
  const { revisions } = await service.ask(made.RevisionsDocument, { first: 2 });
  const revision = there(revisions?.nodes[0], 'a revision');
  assert.ok(revision.audit === null, 'who made it is not public');
  const before = await service.ask(made.RegisterDocument, { revision: '1' });
  assert.deepEqual([before.register?.revision, before.register?.counts?.organisationalUnits], ['1', 0]);

  const filter = { recordType: { in: ['ORGANISATIONAL_UNIT'] } } as const;
  const { changes } = await service.ask(made.ChangesDocument, { filter, first: 3 });
  const told = await service.follow(made.RegisterChangedDocument, { filter, after: '0' }, 3);
  assert.deepEqual(
    told.map(({ registerChanged }) => registerChanged),
    changes?.nodes,
    'both feeds tell the same',
  );

  const unit = there(units[0], 'a unit');
  const { resolve } = await service.ask(made.ResolveDocument, { code: { sorCode: unit.sorCode }, at: today });
  assert.deepEqual(
    resolve?.records.map(({ sorCode }) => sorCode),
    [unit.sorCode],
  );
  assert.equal(resolve?.steps[0]?.outcome, 'IN_FORCE');
}

export async function copies(service: Service, { institution }: Ground): Promise<void> {
  const { register } = await service.ask(made.RegisterDocument, {});
  const { revision } = there(register, 'the register');
  const { registerRecords } = await service.ask(made.RegisterRecordsDocument, { revision, first: 5 });
  const { nodes, totalCount, pageInfo } = there(registerRecords, 'records');
  assert.ok(nodes.length === 5 && pageInfo.hasNextPage && nodes.every(({ digest }) => digest.length === 64));
  const named = nodes.flatMap(({ versions }) => versions).flatMap(({ values }) => values);
  assert.ok(named.some(({ name, value }) => name === 'name' && value.length > 0));

  const whole = await service.ask(made.RegisterDigestDocument, { revision });
  assert.equal(whole.registerDigest?.records, totalCount, 'the digest is over all of them');
  const within = institution.sorCode;
  const { registerDigest } = await service.ask(made.RegisterDigestDocument, { revision, within });
  const part = there(registerDigest, 'the digest of a part');
  assert.ok(part.within === within && part.records >= 1 && part.digest !== whole.registerDigest?.digest);
  assert.ok(part.records < there(totalCount, 'how many records there are'));
}

export async function helpers(service: Service): Promise<void> {
  const { support } = await service.ask(made.SupportDocument, {});
  assert.ok(there(support, 'support').some(({ key }) => key === 'technical'));
  const { guides } = await service.ask(made.GuidesDocument, {});
  assert.ok(there(guides, 'guides').every(({ url }) => url.startsWith('https://')));
  const nobody = await service.ask(made.ViewerDocument, {});
  assert.equal(nobody.viewer, null, 'who has not signed in is nobody');
  const { viewer } = await service.ask(made.ViewerDocument, {}, 'municipality:0101');
  assert.deepEqual([viewer?.subject, viewer?.roles], ['demo:municipality:0101', ['COORDINATOR']]);
  const { coordinators } = await service.ask(made.CoordinatorsDocument, { municipality: '0101' });
  assert.deepEqual(
    coordinators?.map(({ role }) => role),
    ['COORDINATOR'],
  );
}
