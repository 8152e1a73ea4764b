import { delay } from "../../kit/delay.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import type { PaymentProvider, PaymentRequest, PaymentResult } from "./provider.ts";

/** How often and how patiently the provider is asked. */
export interface PayOptions {
  /** Whether an attempt before this call, perhaps of a process that died, may have reached the provider. */
  asked?: boolean;
  /** At most so many times; 3 unless given. */
  attempts?: number;
  /** Milliseconds before the second attempt; doubled for each further one. 100 unless given. */
  pauseMs?: number;
}

/**
 * Pays, and when the answer is lost asks what became of the payment before sending it once more, always under its key: nobody is
 * charged blind. A payment of nothing is captured without the provider.
 *
 * @throws what the last attempt threw: INVALID_ARGUMENT when it can never be paid; with anything else nobody knows, and the
 * caller tries later, with `asked`
 */
export async function payUntilKnown(
  provider: PaymentProvider,
  request: PaymentRequest,
  signal: AbortSignal,
  options: PayOptions = {},
): Promise<PaymentResult> {
  if (request.amount === 0n) {
    return { status: "captured", reference: `free_${request.key}`, cardBrand: "", cardLast4: "" };
  }
  const { asked = false, attempts = 3, pauseMs = 100 } = options;
  for (let attempt = 1;; attempt++) {
    try {
      const known = asked || attempt > 1 ? await provider.find(request, signal) : undefined;
      return known ?? await provider.pay(request, signal);
    } catch (error) {
      if (attempt === attempts || isRefused(error) || signal.aborted) throw error;
      await delay(pauseMs * 2 ** (attempt - 1) * (0.8 + 0.4 * Math.random()), signal);
      signal.throwIfAborted();
    }
  }
}

/** Nothing was sent, or nothing ever will be: another attempt at once would end the same way. */
function isRefused(error: unknown): boolean {
  return error instanceof ShopError && [ErrorCode.INVALID_ARGUMENT, ErrorCode.UNAVAILABLE].includes(error.code);
}
