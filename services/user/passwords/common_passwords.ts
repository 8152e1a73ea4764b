import { dictionary } from "@zxcvbn-ts/language-common";

let common: ReadonlySet<string> | undefined;

/**
 * Whether a password is among the 49,233 that people choose most, and that breaches have most of; in whatever case.
 *
 * The list is of lower case, and ships with the service: nobody else is asked about a password.
 */
export function isCommonPassword(password: string): boolean {
  common ??= new Set(dictionary["passwords-common"]);
  return common.has(password.toLowerCase());
}
