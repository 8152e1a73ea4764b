import SchemaBuilder from "@pothos/core";
import type { State } from "../../state.ts";

/** What resolvers are given. */
export interface GraphqlContext {
  state: State;
  /** The shop's, an ISO 4217 code: prices in filters are read in it. */
  currency: string;
}

/** Where the types and fields of the schema are put together. A field is never null unless it says so. */
export const builder = new SchemaBuilder<{ Context: GraphqlContext; DefaultFieldNullability: false }>({
  defaultFieldNullability: false,
});

builder.queryType({ description: "What can be read" });
