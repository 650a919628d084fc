// What a query of the gateway asked of the subgraphs behind it, told in `extensions.behind`:
// for each subgraph how many requests, and of sorgraph how many database statements those took.
export class Behind {
  #subgraphs = {};

  // `extensions` are those of one answer of the subgraph.
  add(subgraph, extensions) {
    const found = (this.#subgraphs[subgraph] ??= { requests: 0 });
    found.requests += 1;
    const statements = extensions?.register?.statements;
    if (statements !== undefined) found.statements = (found.statements ?? 0) + statements;
  }

  toJSON() {
    return this.#subgraphs;
  }
}
