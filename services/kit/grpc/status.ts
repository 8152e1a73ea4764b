import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { anyPack, anyUnpack } from "@bufbuild/protobuf/wkt";
import { Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { Buffer } from "node:buffer";
import { type ErrorInfo, ErrorInfoSchema, StatusSchema } from "../../../proto/gen/shopflow/common/v1/error_pb.ts";
import { ErrorCode, type ErrorDetails, fromUnknown, ShopError } from "../errors.ts";

const DETAILS = "grpc-status-details-bin";
/** Tells a channel when to repeat a call; a negative number, that it must not. */
const PUSHBACK = "grpc-retry-pushback-ms";
const NEVER = "-1";

/** An error as grpc-js sends it. */
export interface WireError {
  code: number;
  details: string;
  metadata: Metadata;
}

/** Puts an error on the wire, with its details. Nothing of a bug's cause goes along. */
export function toWire(thrown: unknown): WireError {
  const error = fromUnknown(thrown);
  const info = create(ErrorInfoSchema, { code: error.code, ...wireDetails(error.details) });
  const body = create(StatusSchema, {
    code: error.grpcCode,
    message: error.message,
    details: [anyPack(ErrorInfoSchema, info)],
  });
  const metadata = new Metadata();
  metadata.set(DETAILS, Buffer.from(toBinary(StatusSchema, body)));
  if (error.wasRepeated) metadata.set(PUSHBACK, NEVER);
  return { code: error.grpcCode, details: error.message, metadata };
}

/** Reads an error off the wire. Without details of ours, the gRPC status alone decides. */
export function fromWire(error: ServiceError): ShopError {
  const details = error.metadata?.get(DETAILS)[0];
  const info = details instanceof Uint8Array ? readInfo(details) : undefined;
  if (info) return new ShopError(info.code, error.details, { details: readDetails(info), cause: error });
  const code = BY_STATUS[error.code] ?? ErrorCode.UNSPECIFIED;
  return new ShopError(code, `Cannot finish the call: ${error.details}`, { cause: error });
}

/** Statuses that grpc-js itself makes, without any service's say. */
const BY_STATUS: Partial<Record<number, ErrorCode>> = {
  [status.CANCELLED]: ErrorCode.CANCELLED,
  [status.DEADLINE_EXCEEDED]: ErrorCode.DEADLINE_EXCEEDED,
  [status.UNAVAILABLE]: ErrorCode.UNAVAILABLE,
  // A connection that broke while written to; our own services never send INTERNAL.
  [status.INTERNAL]: ErrorCode.UNAVAILABLE,
  [status.UNAUTHENTICATED]: ErrorCode.UNAUTHENTICATED,
  [status.RESOURCE_EXHAUSTED]: ErrorCode.TOO_LARGE,
};

function readInfo(bytes: Uint8Array): ErrorInfo | undefined {
  for (const detail of fromBinary(StatusSchema, bytes).details) {
    const info = anyUnpack(detail, ErrorInfoSchema);
    if (info) return info;
  }
}

function wireDetails({ violations = [], outOfStock, priceChanged }: ErrorDetails) {
  return {
    violations,
    ...(outOfStock && { outOfStock: { shortages: outOfStock } }),
    ...(priceChanged && {
      priceChanged: {
        expected: { currencyCode: priceChanged.currency, minorUnits: priceChanged.expectedMinor },
        current: { currencyCode: priceChanged.currency, minorUnits: priceChanged.currentMinor },
      },
    }),
  };
}

function readDetails(info: ErrorInfo): ErrorDetails {
  return {
    ...(info.violations.length > 0 && {
      violations: info.violations.map(({ field, description }) => ({ field, description })),
    }),
    ...(info.outOfStock && {
      outOfStock: info.outOfStock.shortages.map(({ sku, requested, available }) => ({ sku, requested, available })),
    }),
    ...(info.priceChanged && {
      priceChanged: {
        currency: info.priceChanged.current?.currencyCode ?? "",
        expectedMinor: info.priceChanged.expected?.minorUnits ?? 0n,
        currentMinor: info.priceChanged.current?.minorUnits ?? 0n,
      },
    }),
  };
}
