import { circuitBreaker, ConsecutiveBreaker, handleWhen, isBrokenCircuitError } from "cockatiel";
import { type User, UserService } from "../../../proto/gen/shopflow/user/v1/user_pb.ts";
import { ErrorCode, invalidArgument, ShopError } from "../../kit/errors.ts";
import { type Connection, createClient } from "../../kit/grpc/client.ts";

/** Knows the shop's customers. Fails with UNAVAILABLE when nobody can tell now. */
export interface Customers {
  /**
   * Checks that an account may order.
   *
   * @throws {ShopError} INVALID_ARGUMENT for `customer_id` when there is none
   */
  check(customerId: string, signal: AbortSignal): Promise<void>;
  /** An account's address, as typed; undefined unless it is proved. */
  provedEmail(customerId: string, signal: AbortSignal): Promise<string | undefined>;
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
  /** Undefined when there is none. */
  async function find(id: string, signal: AbortSignal): Promise<User | undefined> {
    try {
      return (await breaker.execute(() => users.getUser({ id }, { signal }))).user;
    } catch (error) {
      if (isBrokenCircuitError(error)) {
        throw new ShopError(ErrorCode.UNAVAILABLE, "Cannot look up the account: the user service is away", {
          cause: error,
        });
      }
      if (error instanceof ShopError && error.code === ErrorCode.NOT_FOUND) return undefined;
      throw error;
    }
  }
  return {
    async check(customerId, signal) {
      if (await find(customerId, signal)) return;
      throw invalidArgument("Cannot place order: the account does not exist", "customer_id", "Must be an account");
    },
    async provedEmail(customerId, signal) {
      const user = await find(customerId, signal);
      return user?.emailVerified ? user.email : undefined;
    },
  };
}
