graphql`
  subscription RegisterNewsSubscription($after: String, $filter: RegisterChangeFilter) {
    registerChanged(after: $after, filter: $filter) {
      cursor
      kind
      timing
      record {
        __typename
        id
        ...UnitRow_unit @alias
      }
    }
  }
`;
