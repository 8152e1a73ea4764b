import { HttpError } from "fresh";
import { ErrorCode, ShopError } from "../../services/kit/errors.ts";
import { sentence } from "./sentence.ts";

/** Why what a form asked for was not done, for the visitor. */
export interface FormProblem {
  status: number;
  /** What is wrong with fields, by their names. */
  errors: Readonly<Record<string, string>>;
  /** What else there is to say. */
  message?: string;
}

/** What to say of an error, where a form says more of it than all do. */
export type Words = Partial<Record<ErrorCode, string>>;

const WORDS: Words = {
  [ErrorCode.RATE_LIMITED]: "That was tried too often. Wait a few minutes, then try again.",
  [ErrorCode.UNAVAILABLE]: "The shop is busy. Try again in a moment.",
  [ErrorCode.DEADLINE_EXCEEDED]: "The shop is busy. Try again in a moment.",
};

const PHONE = "Begin with the country code, such as +44 20 7123 4567, or leave it empty.";
const CODE = "Enter the six digits that your app shows now.";
/** Where people understand more than the contract's words. */
const FIELD_WORDS: Readonly<Record<string, string>> = {
  email: "Enter an address such as name@example.com.",
  display_name: "Enter a name of at most 100 characters.",
  phone: PHONE,
  "address.phone": PHONE,
  code: CODE,
  totp_code: CODE,
  recovery_code: "Enter one of the codes that you kept.",
};

/** What a form carries and nobody types: only who made up a request has it wrong. */
const HIDDEN = new Set(["token", "ticket", "passkey_json"]);

/**
 * Says why a form was not accepted; answers 400 to one that was made up. A bug, and what no visitor can mend, is thrown on.
 *
 * @param labels the form's fields, by the contract's names
 * @param words what to say of errors that are this form's own
 */
export function formProblem(error: unknown, labels: Readonly<Record<string, string>>, words: Words = {}): FormProblem {
  if (!(error instanceof ShopError)) throw error;
  const { code, httpStatus: status, details } = error;
  const message = words[code] ?? WORDS[code];
  if (message !== undefined) return { status, errors: {}, message };
  if (code !== ErrorCode.INVALID_ARGUMENT) throw error;
  const errors: Record<string, string> = {};
  for (const violation of details.violations ?? []) {
    if (HIDDEN.has(violation.field)) throw new HttpError(400, "The form is none of ours", { cause: error });
    if (!(violation.field in labels)) throw error;
    errors[violation.field] ??= FIELD_WORDS[violation.field] ?? sentence(violation);
  }
  return { status, errors };
}

/** What is wrong with fields, in the order of their labels, for the summary above a form. */
export function wrongFields({ errors }: FormProblem, labels: Readonly<Record<string, string>>) {
  return Object.entries(labels).flatMap(([name, label]) => {
    const error = errors[name];
    return error ? [{ name, label, error }] : [];
  });
}
