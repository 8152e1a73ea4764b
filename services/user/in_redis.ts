import { ErrorCode, ShopError } from "../kit/errors.ts";

/**
 * Does something in Redis that cannot be done without.
 *
 * @throws {ShopError} UNAVAILABLE when Redis is away or slow
 */
export async function inRedis<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new ShopError(ErrorCode.UNAVAILABLE, "Cannot answer now: Redis is away", { cause });
  }
}
