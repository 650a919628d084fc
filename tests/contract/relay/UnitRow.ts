graphql`
  fragment UnitRow_unit on OrganisationalUnit {
    sorCode
    name
    state
    type {
      nameDa
    }
    effectiveLocationNumber {
      source
      value {
        gln
      }
      from {
        __typename
        id
        name
      }
    }
  }
`;
