// What must not compile. A schema whose scalars, enums or choices are lost on their way to a client lets it
// through, and then the compiler complains of the comment.

import * as made from '../made/client.js';
import type { Service } from './service.js';

// Nobody calls it.
export async function refusedByTheCompiler(service: Service): Promise<unknown[]> {
  const { region } = await service.ask(made.RegionDocument, { code: '1084' });
  return [
    // @ts-expect-error: codes are strings
    service.ask(made.RegionDocument, { code: 1084 }),
    // @ts-expect-error: a region is asked for by its code
    service.ask(made.RegionDocument, {}),
    // @ts-expect-error: there is no such state
    service.ask(made.RegionsDocument, { states: ['OPEN'] }),
    // @ts-expect-error: one of them, not both
    service.ask(made.OrganisationalUnitDocument, { by: { id: 'x', sorCode: '1' } }),
    // @ts-expect-error: one of them
    service.ask(made.ResolveDocument, { code: {} }),
    // @ts-expect-error: there is no such kind
    service.ask(made.CasesDocument, { first: 1, kind: 'ORDERS' }),
    // @ts-expect-error: a unit has a parent
    service.dry('sds', made.CreateOrganisationalUnitDocument, {
      name: 'x',
      type: '1',
      validFrom: '2027-01-01',
    }),
    // @ts-expect-error: it may be that there is none
    region.nameDa,
    // @ts-expect-error: it was not asked for
    region?.successorName,
  ];
}
