import { createYoga, type Plugin } from "graphql-yoga";
import type { Log } from "../../../services/kit/log.ts";
import type { State } from "../../state.ts";
import { builder, type GraphqlContext } from "./builder.ts";
import "./catalog_queries.ts";
import { declaredAccess } from "./declared_access.ts";
import { maskError } from "./mask_error.ts";

/** Answers GraphQL requests. */
export type GraphqlHandler = (request: Request, state: State) => Promise<Response>;

/**
 * Makes the GraphQL API.
 *
 * @param currency The shop's, an ISO 4217 code: prices in filters are read in it.
 */
export function createGraphql({ log, currency }: { log: Log; currency: string }): GraphqlHandler {
  const mask = maskError(log);
  // Yoga masks what is thrown; a query that does not fit the schema is no such error, but is told in the same shape.
  const validationErrors: Plugin = {
    onValidate: () => ({ result, setResult }) => setResult(result.map(mask)),
  };
  const schema = builder.toSchema();
  declaredAccess(schema);
  const yoga = createYoga<GraphqlContext>({
    schema,
    graphqlEndpoint: "/graphql{/}?",
    graphiql: false, // its scripts are another host's
    landingPage: false,
    batching: false,
    multipart: false,
    cors: false,
    logging: false,
    maskedErrors: { maskError: mask },
    plugins: [validationErrors],
  });
  return async ({ method, url, headers, body }, state) => {
    // A request of our own: yoga listens to its signal, which the server's aborts when all went well.
    const request = new Request(url, { method, headers, body });
    const response = await yoga.handleRequest(request, { state, currency });
    response.headers.set("cache-control", "no-store");
    return response;
  };
}
