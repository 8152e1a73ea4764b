import { getOption } from "@bufbuild/protobuf";
import { ErrorCode, ErrorCodeSchema, type ErrorMapping, mapping } from "../../proto/gen/shopflow/common/v1/error_pb.ts";

export { ErrorCode };

/** A request field that cannot be accepted, and what is allowed there. */
export interface Violation {
  field: string;
  description: string;
}

/** What an error tells besides its code; which part is set depends on the code. */
export interface ErrorDetails {
  violations?: Violation[];
  outOfStock?: { sku: string; requested: number; available: number }[];
  priceChanged?: { currency: string; expectedMinor: bigint; currentMinor: bigint };
}

/**
 * A failure that callers are told of. Its code has one number at each door, written in `error.proto`.
 *
 * @example
 * ```ts
 * import { ErrorCode, ShopError } from "./errors.ts";
 * const error = new ShopError(ErrorCode.NOT_FOUND, `Cannot read product "mug": it does not exist`);
 * if (error.httpStatus !== 404) throw error;
 * ```
 */
export class ShopError extends Error {
  override readonly name = "ShopError";
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
  /** Whether what failed was repeated where it failed: a channel then does not repeat the call as well. */
  readonly wasRepeated: boolean;

  constructor(
    code: ErrorCode,
    message: string,
    options: { details?: ErrorDetails; cause?: unknown; wasRepeated?: boolean } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
    this.wasRepeated = options.wasRepeated ?? false;
  }

  /** Stable name of the code, such as "OUT_OF_STOCK". A bug is "INTERNAL". */
  get codeName(): string {
    return this.code === ErrorCode.UNSPECIFIED ? "INTERNAL" : ErrorCode[this.code] ?? "INTERNAL";
  }

  get httpStatus(): number {
    return errorMapping(this.code).httpStatus;
  }

  get grpcCode(): number {
    return errorMapping(this.code).grpcCode;
  }

  /** Whether nobody foresaw it, so that operators must know and callers must not. */
  get isBug(): boolean {
    return this.code === ErrorCode.UNSPECIFIED;
  }
}

/** An INVALID_ARGUMENT error for one field. */
export function invalidArgument(message: string, field: string, description: string): ShopError {
  return new ShopError(ErrorCode.INVALID_ARGUMENT, message, { details: { violations: [{ field, description }] } });
}

const MAPPINGS = new Map<ErrorCode, ErrorMapping>(
  ErrorCodeSchema.values.map((value) => [value.number, getOption(value, mapping)]),
);

function errorMapping(code: ErrorCode): ErrorMapping {
  const found = MAPPINGS.get(code);
  if (!found) throw new RangeError(`Cannot map error code: ${code} is not in error.proto`);
  return found;
}

/** PostgreSQL and socket codes that mean "not now" rather than "never". */
const UNAVAILABLE_CODES = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ENOTFOUND",
  "CONNECTION_CLOSED",
  "CONNECTION_ENDED",
  "CONNECTION_DESTROYED",
  "CONNECT_TIMEOUT",
  "53300", // too_many_connections
  "57P01", // admin_shutdown
  "57P02", // crash_shutdown
  "57P03", // cannot_connect_now
]);

/** PostgreSQL's codes for a text with U+0000, which it keeps nowhere. Only a request can have brought it. */
const NO_TEXT_CODES = new Set([
  "22021", // character_not_in_repertoire
  "22P05", // untranslatable_character, in JSON
]);

/**
 * Makes a ShopError of anything thrown: a ShopError stays as it is, a dependency that is away becomes UNAVAILABLE, a text that
 * cannot be kept becomes INVALID_ARGUMENT, the rest is a bug. The original is kept as `cause` for the log; its message goes no further.
 */
export function fromUnknown(thrown: unknown): ShopError {
  if (thrown instanceof ShopError) return thrown;
  const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
  if (UNAVAILABLE_CODES.has(code)) {
    return new ShopError(ErrorCode.UNAVAILABLE, "Cannot answer now: a database is away", { cause: thrown });
  }
  if (NO_TEXT_CODES.has(code)) {
    return new ShopError(ErrorCode.INVALID_ARGUMENT, "Cannot take the request: a text in it has the character U+0000", {
      cause: thrown,
    });
  }
  return new ShopError(ErrorCode.UNSPECIFIED, "Cannot answer: an unexpected error happened", { cause: thrown });
}
