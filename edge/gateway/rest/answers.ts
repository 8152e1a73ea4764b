import type { Hook, z } from "@hono/zod-openapi";
import type { ZodType } from "zod";
import { ErrorCode, ShopError, type Violation } from "../../../services/kit/errors.ts";
import type { Env } from "../../env.ts";
import { Problem } from "./schemas.ts";

/** For answers from the catalogue. Prices and stock are checked again when an order is placed. */
export const CATALOGUE_CACHE = {
  "cache-control": "public, max-age=10, stale-while-revalidate=30, stale-if-error=86400",
};

/** The documentation of an answer. */
export function answers(schema: ZodType, description: string) {
  return { content: { "application/json": { schema } }, description };
}

const PROBLEMS = {
  400: "A parameter is wrong",
  401: "Nobody is signed in, or what should show it is refused",
  404: "There is none",
  410: "The link or ticket was used, is too old, or was never given",
  429: "Too many requests; `Retry-After` says how many seconds to wait",
  503: "A part of the shop is away",
};

/** The documentation of an answer that says nothing more than its status. */
export function nothing(description: string) {
  return { description };
}

/** The documentation of a request's body, which must be there. */
export function body<S extends ZodType>(schema: S) {
  return { body: { content: { "application/json": { schema } }, required: true } };
}

/** The documentation of the errors that an operation may answer with. */
export function problems(...codes: (keyof typeof PROBLEMS)[]) {
  const content = { "application/problem+json": { schema: Problem } };
  return {
    ...Object.fromEntries(codes.map((code) => [code, { content, description: PROBLEMS[code] }])),
    default: { content, description: "Any other failure" },
  };
}

/** Refuses what does not fit a request's schema, naming every field at fault. */
export const refuseInvalid: Hook<unknown, Env, string, unknown> = (result) => {
  if (result.success) return;
  const violations = result.error.issues.flatMap((issue): Violation[] => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((field) => ({ field, description: "is not known here" }));
    }
    return [{ field: issue.path.join(".") || "body", description: describe(issue) }];
  });
  const names = violations.map(({ field }) => `"${field}"`).join(", ");
  throw new ShopError(ErrorCode.INVALID_ARGUMENT, `Cannot read the request: ${names} cannot be accepted`, {
    details: { violations },
  });
};

function describe(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.message.endsWith("received undefined") ? "is missing" : `must be one ${issue.expected}`;
    case "invalid_value":
      return `must be one of ${issue.values.join(", ")}`;
    case "too_small":
      return `must be at least ${issue.minimum}${issue.origin === "string" ? " long" : ""}`;
    case "too_big":
      return `must be at most ${issue.maximum}${issue.origin === "string" ? " long" : ""}`;
    default:
      return issue.message;
  }
}
