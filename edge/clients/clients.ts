import { Health } from "../../proto/gen/grpc/health/v1/health_pb.ts";
import { CartService } from "../../proto/gen/shopflow/order/v1/cart_pb.ts";
import { CatalogService } from "../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { CheckoutService } from "../../proto/gen/shopflow/order/v1/checkout_pb.ts";
import { CustomerService } from "../../proto/gen/shopflow/order/v1/customer_pb.ts";
import { InventoryService } from "../../proto/gen/shopflow/order/v1/inventory_pb.ts";
import { OrderService } from "../../proto/gen/shopflow/order/v1/order_pb.ts";
import { PaymentService } from "../../proto/gen/shopflow/order/v1/payment_pb.ts";
import { AccountService } from "../../proto/gen/shopflow/user/v1/account_pb.ts";
import { IdentityService } from "../../proto/gen/shopflow/user/v1/identity_pb.ts";
import { TokenService } from "../../proto/gen/shopflow/user/v1/token_pb.ts";
import { UserService } from "../../proto/gen/shopflow/user/v1/user_pb.ts";
import { remoteTokenSource } from "../../services/kit/auth/remote_source.ts";
import type { TokenSource } from "../../services/kit/auth/token_verifier.ts";
import { type Client, connect, createClient } from "../../services/kit/grpc/client.ts";
import type { Identity } from "../../services/kit/tls.ts";

/** The typed clients of the services behind the edge. All calls fail with `ShopError`. */
export interface Clients {
  readonly catalog: Client<typeof CatalogService>;
  readonly cart: Client<typeof CartService>;
  readonly checkout: Client<typeof CheckoutService>;
  readonly orders: Client<typeof OrderService>;
  readonly inventory: Client<typeof InventoryService>;
  readonly payments: Client<typeof PaymentService>;
  readonly customers: Client<typeof CustomerService>;
  readonly identity: Client<typeof IdentityService>;
  readonly account: Client<typeof AccountService>;
  readonly users: Client<typeof UserService>;
  /** Health of each service by its name. */
  readonly health: { readonly order: Client<typeof Health>; readonly user: Client<typeof Health> };
  /** What access tokens are checked with. */
  readonly tokens: TokenSource;
  close(): void;
}

/** Opens the connections, one a service. Calls fail while a service is away and work again once it is back. */
export function openClients(options: { orderService: string; userService: string; identity: Identity }): Clients {
  const { identity } = options;
  const order = connect({
    target: options.orderService,
    workload: "order",
    identity,
    services: [
      CatalogService,
      CartService,
      CheckoutService,
      OrderService,
      InventoryService,
      PaymentService,
      CustomerService,
      Health,
    ],
  });
  const user = connect({
    target: options.userService,
    workload: "user",
    identity,
    services: [IdentityService, AccountService, UserService, TokenService, Health],
  });
  return {
    catalog: createClient(CatalogService, order),
    cart: createClient(CartService, order),
    checkout: createClient(CheckoutService, order),
    orders: createClient(OrderService, order),
    inventory: createClient(InventoryService, order),
    payments: createClient(PaymentService, order),
    customers: createClient(CustomerService, order),
    identity: createClient(IdentityService, user),
    account: createClient(AccountService, user),
    users: createClient(UserService, user),
    health: { order: createClient(Health, order), user: createClient(Health, user) },
    tokens: remoteTokenSource(user),
    close() {
      order.close();
      user.close();
    },
  };
}
