import { ErrorCode, type ErrorDetails, fromUnknown, ShopError } from "../errors.ts";
import { decode, encode } from "./json.ts";

/**
 * A "no" for good: thrown in a step or in a body, it is not retried, and what the run has done is undone. It is stored, so that
 * whoever asks for the outcome later gets the same code, message and details.
 */
export class Refusal extends ShopError {
  /** A refusal that says what an error says. */
  static of(error: ShopError): Refusal {
    return new Refusal(error.code, error.message, { details: error.details, cause: error });
  }
}

/** A step that was tried as often as its policy allows. Whether it took effect is not known. */
export class StepFailed extends Error {
  override readonly name = "StepFailed";
  readonly step: string;
  readonly failure: Refusal;

  constructor(step: string, failure: Refusal) {
    super(`Cannot finish step "${step}": ${failure.message}`, { cause: failure });
    this.step = step;
    this.failure = failure;
  }
}

interface Stored {
  code: string;
  message: string;
  details: ErrorDetails;
}

/** A failure as it is stored. */
export function encodeFailure(error: ShopError): string {
  const stored: Stored = { code: error.codeName, message: error.message, details: error.details };
  return encode(stored)!;
}

/** The opposite of `encodeFailure()`. */
export function decodeFailure(text: string): Refusal {
  const { code, message, details } = decode(text) as Stored;
  const known = Object.hasOwn(ErrorCode, code) ? ErrorCode[code as keyof typeof ErrorCode] : ErrorCode.UNSPECIFIED;
  return new Refusal(known, message, { details });
}

/** What is kept of anything thrown. Its message is for staff, so it stays the original's. */
export function failureOf(thrown: unknown): Refusal {
  if (thrown instanceof Refusal) return thrown;
  if (thrown instanceof StepFailed) return new Refusal(thrown.failure.code, thrown.message, { cause: thrown });
  const { code, details } = fromUnknown(thrown);
  const message = thrown instanceof Error
    ? `${thrown.name === "Error" ? "" : `${thrown.name}: `}${thrown.message}`
    : String(thrown);
  return new Refusal(code, message, { details, cause: thrown });
}
