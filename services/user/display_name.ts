import { invalidArgument } from "../kit/errors.ts";

/**
 * A name to greet a person by, without the blanks around it.
 *
 * @param action for the message, such as "create user"
 * @throws {ShopError} INVALID_ARGUMENT for `display_name` when it cannot be shown in one line
 */
export function checkDisplayName(name: string, action: string): string {
  const trimmed = name.trim();
  if (trimmed !== "" && !/\p{Cc}/u.test(trimmed)) return trimmed;
  throw invalidArgument(`Cannot ${action}: the name cannot be shown`, "display_name", "Must be one line of text");
}
