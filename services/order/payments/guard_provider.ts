import {
  BrokenCircuitError,
  bulkhead,
  BulkheadRejectedError,
  circuitBreaker,
  ConsecutiveBreaker,
  handleWhen,
  timeout,
  TimeoutStrategy,
  wrap,
} from "cockatiel";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import type { Log } from "../../kit/log.ts";
import type { PaymentProvider } from "./provider.ts";

/** How much the shop bears with its provider. */
export interface GuardOptions {
  log: Log;
  /** How long an answer may take, in milliseconds. */
  timeoutMs: number;
  /** So many failures in a row mean that it is away; 10 unless given. */
  failures?: number;
  /** How long it is then left alone, in milliseconds, before one request tries again; 2,000 unless given. */
  restMs?: number;
  /** Requests at a time, and how many more wait for their turn; 64 and 256 unless given. */
  concurrent?: number;
  queued?: number;
}

/** A provider that is known to be away or not, from how it answered last. */
export interface GuardedProvider extends PaymentProvider {
  readonly isAway: boolean;
}

/**
 * Stands between the shop and its provider: an answer that takes too long is given up, too many requests at a time are refused,
 * and a provider that is away is left alone for a while. What is refused here was not sent, and fails with UNAVAILABLE at once.
 */
export function guardProvider(provider: PaymentProvider, options: GuardOptions): GuardedProvider {
  const { log, timeoutMs, failures = 10, restMs = 2_000, concurrent = 64, queued = 256 } = options;
  const breaker = circuitBreaker(handleWhen((error) => !isAnswer(error)), {
    halfOpenAfter: restMs,
    breaker: new ConsecutiveBreaker(failures),
  });
  const { name } = provider;
  let isAway = false;
  breaker.onBreak((reason) => {
    if (!isAway) log.warn("payment provider is away: asking it now and then", { provider: name, ...reason });
    isAway = true;
  });
  breaker.onReset(() => {
    log.info("payment provider answers again", { provider: name });
    isAway = false;
  });
  // Aggressive: not every provider's library listens to a signal
  const policy = wrap(bulkhead(concurrent, queued), breaker, timeout(timeoutMs, TimeoutStrategy.Aggressive));
  const guard =
    <R, T>(work: (request: R, signal: AbortSignal) => Promise<T>) => async (request: R, signal: AbortSignal) => {
      try {
        return await policy.execute((context) => work(request, context.signal), signal);
      } catch (error) {
        if (!(error instanceof BrokenCircuitError) && !(error instanceof BulkheadRejectedError)) throw error;
        throw new ShopError(ErrorCode.UNAVAILABLE, "Cannot reach the payment provider: it is away", { cause: error });
      }
    };
  return {
    name,
    get isAway() {
      return isAway;
    },
    ...(provider.tokenise && { tokenise: provider.tokenise }),
    pay: guard(provider.pay),
    find: guard(provider.find),
    capture: guard(provider.capture),
    void: guard(provider.void),
    refund: guard(provider.refund),
    findRefund: guard(provider.findRefund),
    readWebhook: provider.readWebhook,
    statement: provider.statement,
  };
}

/** An error that a working provider answers with. */
function isAnswer(error: unknown): boolean {
  return error instanceof ShopError && error.code === ErrorCode.INVALID_ARGUMENT;
}
