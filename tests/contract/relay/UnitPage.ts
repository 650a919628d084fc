// A page that is opened by id, whatever it is that has the id; and one at a day, where the headers
// `sorgraph-at` and `sorgraph-revision` are not at hand.
graphql`
  query UnitPageQuery($id: ID!) {
    node(id: $id) {
      __typename
      id
      ...UnitTree_unit @alias @arguments(first: 10, depth: 2)
      ...InstitutionUnits_institution @alias @arguments(filter: { state: { in: [ACTIVE, CLOSING] } })
      ...PlaceCard_municipality @alias
    }
  }
`;

graphql`
  query UnitPageAtQuery($ids: [ID!]!, $at: Date!, $revision: Revision) {
    nodes(ids: $ids, at: $at, revision: $revision) {
      __typename
      id
      ...PlaceCard_record @alias
    }
    register(at: $at, revision: $revision) {
      revision
      at
    }
  }
`;

graphql`
  query UnitPageSearchQuery($text: String!, $count: Int = 10, $cursor: String) {
    search(text: $text, first: $count, after: $cursor) @connection(key: "UnitPage_search") {
      edges {
        match
        node {
          ...PlaceCard_record
        }
      }
    }
  }
`;
