// Both ways through one list: forwards and backwards.
graphql`
  fragment UnitTree_unit on OrganisationalUnit
  @argumentDefinitions(
    first: { type: "Int" }
    after: { type: "String" }
    last: { type: "Int" }
    before: { type: "String" }
    depth: { type: "Int", defaultValue: 3 }
  )
  @refetchable(queryName: "UnitTreePageQuery") {
    ...UnitRow_unit
    parent {
      id
      sorCode
      name
      ... on HealthInstitution {
        pharmacyNumber
      }
    }
    descendants(first: $first, after: $after, last: $last, before: $before, maxDepth: $depth)
      @connection(key: "UnitTree_descendants") {
      edges {
        node {
          ...UnitRow_unit
        }
      }
    }
  }
`;
