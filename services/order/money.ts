import type { MessageInitShape } from "@bufbuild/protobuf";
import type { MoneySchema } from "../../proto/gen/shopflow/common/v1/money_pb.ts";

/** An amount as the contracts carry it. */
export function money(currencyCode: string, minorUnits: bigint): MessageInitShape<typeof MoneySchema> {
  return { currencyCode, minorUnits };
}
