graphql`
  mutation UnitChangeCreateMutation($input: CreateOrganisationalUnitInput!, $connections: [ID!]!) {
    createOrganisationalUnit(input: $input) {
      organisationalUnit @appendNode(connections: $connections, edgeTypeName: "OrganisationalUnitEdge") {
        id
        ...UnitRow_unit
      }
      revision
      errors {
        code
        path
        message
      }
    }
  }
`;

graphql`
  mutation UnitChangeUpdateMutation($input: UpdateOrganisationalUnitInput!) {
    updateOrganisationalUnit(input: $input) {
      organisationalUnit {
        id
        ...UnitRow_unit
      }
      effects(first: 20) {
        aspect
        record {
          id
          name
        }
        virtualAddressAfter {
          telephone
        }
      }
      errors {
        code
        path
        message
      }
    }
  }
`;
