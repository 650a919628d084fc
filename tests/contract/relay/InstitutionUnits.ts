// A page of a list that goes on by itself: Relay makes the query for the next page, by node(id:).
graphql`
  fragment InstitutionUnits_institution on HealthInstitution
  @argumentDefinitions(
    count: { type: "Int", defaultValue: 20 }
    cursor: { type: "String" }
    filter: { type: "SorEntityFilter" }
    order: { type: "SorEntityOrder", defaultValue: { by: NAME, direction: ASC } }
  )
  @refetchable(queryName: "InstitutionUnitsPageQuery") {
    name
    organisationalUnits(first: $count, after: $cursor, filter: $filter, orderBy: $order)
      @connection(key: "InstitutionUnits_organisationalUnits", filters: ["filter", "orderBy"]) {
      totalCount
      edges {
        node {
          id
          ...UnitRow_unit
        }
      }
    }
    viewerCan {
      createBelow
    }
  }
`;
