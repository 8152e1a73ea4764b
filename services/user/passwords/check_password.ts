import { invalidArgument } from "../../kit/errors.ts";
import { isCommonPassword } from "./common_passwords.ts";

const MIN_CHARACTERS = 8;
const MAX_CHARACTERS = 128;

/**
 * Checks a password that somebody chose. Characters are code points, of any kind; nothing asks for a mixture of them.
 *
 * What anybody would guess of this person counts for nothing: the password without it has to be long enough as well.
 *
 * @param guessable The account's address, the shop's name
 * @throws {ShopError} INVALID_ARGUMENT for `field`
 */
export async function checkPassword(password: string, field: string, guessable: readonly string[]): Promise<void> {
  const refuse = (why: string, description: string) =>
    invalidArgument(`Cannot take the password: it ${why}`, field, description);
  const length = lengthOf(password);
  if (length < MIN_CHARACTERS) throw refuse("is too short", `Must have at least ${MIN_CHARACTERS} characters`);
  if (length > MAX_CHARACTERS) throw refuse("is too long", `Must have at most ${MAX_CHARACTERS} characters`);
  if (await isCommonPassword(password)) throw refuse("is common", "Must not be one that many people use");
  const lower = password.toLowerCase();
  for (const word of guessable.map((word) => word.toLowerCase())) {
    if (lower.includes(word) && lengthOf(lower.replaceAll(word, "")) < MIN_CHARACTERS) {
      throw refuse("is easily guessed", `Must not be "${word}" with a little around it`);
    }
  }
}

function lengthOf(text: string): number {
  return [...text].length;
}
