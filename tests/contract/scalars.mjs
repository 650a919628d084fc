// Which type of TypeScript each scalar of the schema is: all of them are strings on the wire.
// A scalar that is missing here fails both generators.

export const scalars = Object.fromEntries(
  [
    'CvrNumber',
    'Date',
    'DateTime',
    'Gln',
    'MunicipalityCode',
    'PNumber',
    'ProviderNumber',
    'RegionCode',
    'Revision',
    'ShakCode',
    'SorCode',
  ].map((name) => [name, 'string']),
);
