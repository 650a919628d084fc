// Starts GraphiQL on the graph of the service that serves this page.
(() => {
  "use strict";

  const regionWalk = `# A walk from a region down to what a ward can receive.
# Ctrl-Space completes, Ctrl-Enter runs.
# The book on the left: documentation.
query RegionWalk {
  region(by: { code: "1084" }) {
    code
    nameDa
    municipalities(first: 3) {
      nodes {
        code
        name
        institutionOwner {
          sorCode
          name
          healthInstitutions(first: 2) {
            nodes {
              sorCode
              name
              type {
                nameDa
                nameEn
              }
              organisationalUnits(first: 3) {
                nodes {
                  sorCode
                  name
                  effectiveLocationNumber {
                    source
                    value {
                      gln
                      receives(first: 3) {
                        nodes {
                          messageType {
                            type
                            version
                            nameDa
                          }
                        }
                      }
                    }
                    from {
                      sorCode
                      name
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}
`;

  const municipality = `# One municipality, its region, and the institutions that it owns.
query Municipality($code: MunicipalityCode!) {
  municipality(by: { code: $code }) {
    code
    name
    region {
      code
      nameDa
    }
    institutionOwner {
      sorCode
      name
      healthInstitutions(first: 10) {
        nodes {
          sorCode
          name
          type {
            nameDa
            nameEn
          }
        }
      }
    }
  }
}
`;

  const federation = `# What a federation gateway asks: entities by their keys, in the order asked, null for the unknown.
query Entities {
  _entities(
    representations: [
      { __typename: "Region", code: "1081" }
      { __typename: "Municipality", code: "0851" }
    ]
  ) {
    ... on Region {
      regionCode: code
      nameDa
    }
    ... on Municipality {
      municipalityCode: code
      name
    }
  }
}
`;

  const entrances = `# Every entrance of the graph, with its description.
query Entrances {
  __schema {
    queryType {
      fields {
        name
        description
        args {
          name
          description
        }
      }
    }
  }
}
`;

  const socketScheme = window.location.protocol === "https:" ? "wss:" : "ws:";
  const fetcher = GraphiQL.createFetcher({
    url: "/graphql",
    headers: { accept: "application/graphql-response+json, application/json" },
    enableIncrementalDelivery: false,
    subscriptionUrl: `${socketScheme}//${window.location.host}/graphql/ws`,
  });

  const page = React.createElement(
    GraphiQL,
    {
      fetcher,
      defaultQuery: regionWalk,
      defaultTabs: [
        { query: regionWalk },
        { query: municipality, variables: '{\n  "code": "0851"\n}' },
        { query: federation },
        { query: entrances },
      ],
      // A bearer token typed under "Headers" lives as long as the page, not in the browser's storage.
      shouldPersistHeaders: false,
    },
    React.createElement(GraphiQL.Logo, null, "sorgraph"),
  );

  ReactDOM.createRoot(document.getElementById("graphiql")).render(page);
})();
