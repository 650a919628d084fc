// The rules of graphql-eslint for schemas and for Relay, and where the schema does not follow them.

import graphql from '@graphql-eslint/eslint-plugin';

const { 'flat/schema-recommended': recommended, 'flat/schema-relay': relay } = graphql.configs;
const described = ['DirectiveDefinition', 'EnumValueDefinition', 'FieldDefinition', 'InputValueDefinition'];

// What has no id as it is no record that could be read by one: it stands in what has one.
const values = [
  'Address',
  'CodedValue',
  'HospitalFlags',
  'Speciality',
  'Status',
  'VirtualAddress',
  'EffectiveAddress',
  'EffectiveLocationNumber',
  'EffectiveVirtualAddress',
  'GeographicalParent',
  'CaseMessage',
  'Contact',
  'Guide',
  'Party',
  'Responsible',
  'SupportDesk',
  'UserError',
  'Viewer',
  'LocationNumberViewerCan',
  'ViewerCan',
  'LocationNumberMessageType',
  'Register',
  'RegisterCounts',
  'RegisterDigest',
  'RegisterRecord',
  'RegisterRecordValue',
  'AuditEntry',
  'PageInfo',
  'PointInTime',
  'RegisterRevision',
  'Resolution',
  'ResolutionStep',
  'ChangeEffect',
  'ComparedRecord',
  'Difference',
  'MovedRecord',
  'RenamedRecord',
  'WebhookDeliveries',
  'WebhookFilter',
  'WebhookMessageType',
];
const parts = ['Connection', 'Edge', 'Payload', 'Version', 'Change'];

export const rules = {
  ...recommended.rules,
  ...relay.rules,
  '@graphql-eslint/require-description': [
    'error',
    { types: true, rootField: true, ...Object.fromEntries(described.map((kind) => [kind, true])) },
  ],
  '@graphql-eslint/strict-id-in-types': ['error', { exceptions: { types: values, suffixes: parts } }],
  '@graphql-eslint/relay-edge-types': [
    'error',
    {
      withEdgeSuffix: true,
      // Relay asks for no Node in an edge; versions, changes and audit entries are listed and have no id.
      shouldImplementNode: false,
      // Nor does it forbid other lists: short ones have no pages, and `nodes` is for who needs no cursors.
      listTypeCanWrapOnlyEdgeType: false,
    },
  ],
};

// What is not as a rule has it, and why it stays: the rule, and how its complaint begins. One that is not
// met any more has to go.
export const kept = [
  // The word of the domain: MedCom's message types.
  ['naming-convention', 'Type "LocationNumberMessageType" should not'],
  ['naming-convention', 'Type "MessageType" should not'],
  ['naming-convention', 'Type "WebhookMessageType" should not'],
  // No prefix: it was granted by somebody.
  ['no-typename-prefix', 'Field "grantedBy"'],
  // The code of the speciality, beside the role in which the unit has it.
  ['no-typename-prefix', 'Field "speciality"'],
  // These lists go forwards only, which Relay allows: feeds and trails that grow at their end, ranked matches.
  ...['auditTrail', 'changes', 'registerRecords', 'revisions', 'search'].flatMap((field) => [
    ['relay-arguments', `Field \`${field}\` must contain an argument \`before\``],
    ['relay-arguments', `Field \`${field}\` must contain an argument \`last\``],
  ]),
  // GraphQL's own directives, which the service's library writes without words for their arguments.
  ['require-description', 'Description is required for input value "if" in directive "include"'],
  ['require-description', 'Description is required for input value "if" in directive "skip"'],
  ['require-description', 'Description is required for input value "url" in directive "specifiedBy"'],
  // Reached from `extend schema`, where the rule does not look.
  ['no-unreachable-types', 'Directive `link` is unreachable'],
  ['no-unreachable-types', 'Scalar type `LinkImport` is unreachable'],
];

export function config(schemaSdl) {
  return {
    files: ['**/*.graphql'],
    plugins: { '@graphql-eslint': graphql },
    languageOptions: { parser: graphql.parser, parserOptions: { schemaSdl } },
    rules,
  };
}
