import { GraphQLError } from "graphql";
import { currentContext } from "../../../services/kit/context.ts";
import { fromUnknown } from "../../../services/kit/errors.ts";
import type { Log } from "../../../services/kit/log.ts";

/**
 * Makes what callers may see of an error: a code, the request's id, and the fields at fault. A bug is logged, and its message
 * stays here.
 */
export function maskError(log: Log): (error: unknown) => Error {
  return (error) => {
    const requestId = currentContext()?.requestId ?? "";
    // The caller's own mistake: the query cannot be parsed, does not fit the schema, or has a wrong variable.
    if (error instanceof GraphQLError && !error.originalError) {
      return withExtensions(error, error.message, {
        ...(error.extensions.http ? { http: error.extensions.http } : {}),
        code: "INVALID_ARGUMENT",
        request_id: requestId,
      });
    }
    const original = error instanceof GraphQLError ? error.originalError : error;
    const known = fromUnknown(original);
    if (known.isBug) log.error("unexpected error", { error: original });
    const { violations } = known.details;
    return withExtensions(error, known.message, {
      code: known.codeName,
      request_id: requestId,
      ...(violations && { errors: violations }),
    });
  };
}

function withExtensions(error: unknown, message: string, extensions: Record<string, unknown>): GraphQLError {
  const { nodes, source, positions, path } = error instanceof GraphQLError ? error : {};
  return new GraphQLError(message, { nodes, source, positions, path, extensions });
}
