import assert from "node:assert/strict";
import { ErrorCode, ShopError } from "../errors.ts";

/** For `assert.rejects()`: a ShopError of this code, about exactly these fields. */
export function failsWith(code: ErrorCode, ...fields: string[]): (error: unknown) => true {
  return (error) => {
    if (!(error instanceof ShopError)) throw error;
    assert.equal(error.codeName, ErrorCode[code]);
    assert.deepEqual(error.details.violations?.map(({ field }) => field) ?? [], fields);
    return true;
  };
}
