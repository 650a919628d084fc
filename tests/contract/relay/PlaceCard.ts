// What a card of any record shows, and a list on a type that is found by its own code.
graphql`
  fragment PlaceCard_record on SorEntity @refetchable(queryName: "PlaceCardRecordQuery") {
    __typename
    id
    sorCode
    name
    effectivePostalAddress {
      value {
        streetName
        building
        postCode
        districtName
        municipality {
          id
          name
        }
      }
    }
    ... on OrganisationalUnit {
      ancestors {
        id
        name
      }
    }
  }
`;

graphql`
  fragment PlaceCard_municipality on Municipality
  @argumentDefinitions(count: { type: "Int", defaultValue: 10 }, cursor: { type: "String" })
  @refetchable(queryName: "PlaceCardMunicipalityPageQuery") {
    name
    locationNumbers(first: $count, after: $cursor) @connection(key: "PlaceCard_locationNumbers") {
      edges {
        node {
          gln
          holder {
            ...PlaceCard_record
          }
        }
      }
    }
  }
`;
