/** Loaded when somebody first chooses a password: it takes a tenth of the memory that the service may have. */
let common: Promise<ReadonlySet<string>> | undefined;

/**
 * Whether a password is among the 49,233 that people choose most, and that breaches have most of; in whatever case.
 *
 * The list is of lower case, and ships with the service: nobody else is asked about a password.
 */
export async function isCommonPassword(password: string): Promise<boolean> {
  common ??= import("@zxcvbn-ts/language-common").then(({ dictionary }) => new Set(dictionary["passwords-common"]));
  return (await common).has(password.toLowerCase());
}
