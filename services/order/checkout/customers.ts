import { circuitBreaker, ConsecutiveBreaker, handleWhen, isBrokenCircuitError } from "cockatiel";
import { UserService } from "../../../proto/gen/shopflow/user/v1/user_pb.ts";
import { ErrorCode, invalidArgument, ShopError } from "../../kit/errors.ts";
import { type Connection, createClient } from "../../kit/grpc/client.ts";

/** Knows the shop's customers. */
export interface Customers {
  /**
   * Checks that an account may order.
   *
   * @throws {ShopError} INVALID_ARGUMENT for `customer_id` when there is none; UNAVAILABLE when nobody can tell now
   */
  check(customerId: string, signal: AbortSignal): Promise<void>;
}

/** So many failures in a row mean that the user service is away; it is then left alone for so long. */
const FAILURES = 3;
const REST_MS = 2_000;

/** The customers of the user service. While that is away, orders of accounts are refused without asking it. */
export function userServiceCustomers(connection: Connection): Customers {
  const users = createClient(UserService, connection);
  const isAway = (error: unknown) => !(error instanceof ShopError && error.code === ErrorCode.NOT_FOUND);
  const breaker = circuitBreaker(handleWhen(isAway), {
    halfOpenAfter: REST_MS,
    breaker: new ConsecutiveBreaker(FAILURES),
  });
  return {
    async check(customerId, signal) {
      try {
        await breaker.execute(() => users.getUser({ id: customerId }, { signal }));
      } catch (error) {
        if (isBrokenCircuitError(error)) {
          throw new ShopError(ErrorCode.UNAVAILABLE, "Cannot look up the account: the user service is away", {
            cause: error,
          });
        }
        if (!(error instanceof ShopError) || error.code !== ErrorCode.NOT_FOUND) throw error;
        throw invalidArgument("Cannot place order: the account does not exist", "customer_id", "Must be an account");
      }
    },
  };
}
