import type { Violation } from "../../services/kit/errors.ts";

/** What is allowed in a field, with the full stop that services leave out. */
export function sentence({ description }: Violation): string {
  return /[.!?]$/.test(description) ? description : `${description}.`;
}
