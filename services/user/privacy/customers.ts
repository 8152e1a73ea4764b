import { CustomerService } from "../../../proto/gen/shopflow/order/v1/customer_pb.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { type Connection, createClient } from "../../kit/grpc/client.ts";
import type { UserRow } from "../user_row.ts";

/** Names a customer to the order service. */
export interface CustomerName {
  /** The account. */
  readonly customerId: string;
  /** Under which it shops. */
  readonly shopperId: string;
  /** Its address; empty unless it is proved. */
  readonly provedEmail: string;
}

/** An account as the order service knows it. */
export function customerName({ id, shopperId, email, emailVerifiedAt }: UserRow): CustomerName {
  return { customerId: id, shopperId, provedEmail: emailVerifiedAt ? email : "" };
}

/** What is known of customers elsewhere in the shop. Calls fail while nobody can tell. */
export interface Customers {
  /** All that is known of one, as a value for JSON. */
  collect(customer: CustomerName, signal: AbortSignal): Promise<unknown>;
  /** Forgets who one was; any number of times. False while an order is not finished: it is to be asked again later. */
  erase(customer: CustomerName, signal: AbortSignal): Promise<boolean>;
}

/** The customers of the order service. */
export function orderServiceCustomers(connection: Connection): Customers {
  const orders = createClient(CustomerService, connection);
  return {
    async collect(customer, signal) {
      const { content } = await orders.exportCustomer(customer, { signal });
      return JSON.parse(new TextDecoder().decode(content));
    },
    async erase(customer, signal) {
      try {
        await orders.eraseCustomer(customer, { signal });
        return true;
      } catch (error) {
        if (error instanceof ShopError && error.code === ErrorCode.WRONG_STATE) return false;
        throw error;
      }
    },
  };
}
