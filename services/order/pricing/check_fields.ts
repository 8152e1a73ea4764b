import { ErrorCode, ShopError, type Violation } from "../../kit/errors.ts";

/** Problems by field; a field without one is left out. */
export type Problems = readonly (readonly [field: string, description: string | undefined | false])[];

/** Fails with INVALID_ARGUMENT when there is a problem, naming every field that has one. */
export function checkFields(what: string, problems: Problems): void {
  const violations = problems.flatMap(([field, description]): Violation[] =>
    description ? [{ field, description }] : []
  );
  if (violations.length === 0) return;
  throw new ShopError(ErrorCode.INVALID_ARGUMENT, `Cannot save ${what}: it cannot be right`, {
    details: { violations },
  });
}
