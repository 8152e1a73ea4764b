import { create } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import {
  type CancelOrderRequest,
  type Order,
  OrderStatus,
  type RequestReturnRequest,
  ReturnSchema,
  ReturnStatus,
  StatusChangeSchema,
} from "../../proto/gen/shopflow/order/v1/order_pb.ts";
import { ErrorCode, ShopError } from "../../services/kit/errors.ts";

interface OrderName {
  guestId: string;
  number: string;
}

const LAST: ReadonlySet<OrderStatus> = new Set([
  OrderStatus.DELIVERED,
  OrderStatus.CANCELLED,
  OrderStatus.RETURNED,
  OrderStatus.REFUNDED,
]);

/** Answers, unless the method is to fail. */
export type Answering<Method> = <T>(method: Method, answer: () => T) => Promise<T>;

/** The service of orders, in memory, and who follows them. */
export class FakeOrders {
  readonly orders: (Order & { guestId: string })[] = [];
  readonly returnsAsked: RequestReturnRequest[] = [];
  readonly #watchers = new Set<() => void>();
  #changes = 0;

  /** How many are following orders now. */
  get watchers(): number {
    return this.#watchers.size;
  }

  /** Changes an order, for everyone who follows it. */
  change(number: string, change: (order: Order) => void): void {
    change(this.orders.find((order) => order.number === number)!);
    this.#changes++;
    for (const wake of this.#watchers) wake();
  }

  /** Moves an order on. */
  advance(number: string, status: OrderStatus, actor = "staff", reason = ""): void {
    this.change(number, (order) => {
      order.status = status;
      order.cancellable = status === OrderStatus.PAID || status === OrderStatus.PACKED;
      order.history.push(create(StatusChangeSchema, { status, at: timestampFromDate(new Date()), actor, reason }));
    });
  }

  service(answer: Answering<"getOrder" | "cancelOrder" | "requestReturn">) {
    return {
      getOrder: (request: OrderName) => answer("getOrder", () => ({ order: this.#find(request) })),
      cancelOrder: (request: CancelOrderRequest) => answer("cancelOrder", () => this.#cancel(request)),
      requestReturn: (request: RequestReturnRequest) => answer("requestReturn", () => this.#return(request)),
      watchOrder: (request: OrderName, options: { signal: AbortSignal }) => this.#watch(request, options.signal),
    };
  }

  #find(request: OrderName) {
    const order = this.orders.find(({ guestId, number }) => guestId === request.guestId && number === request.number);
    if (order) return order;
    throw new ShopError(ErrorCode.NOT_FOUND, `Cannot read order "${request.number}": it does not exist`);
  }

  #cancel(request: CancelOrderRequest) {
    const order = this.#find(request);
    if (!order.cancellable) throw new ShopError(ErrorCode.WRONG_STATE, "Cannot cancel order: it is shipped");
    this.advance(request.number, OrderStatus.CANCELLED, "customer", request.reason);
    return { order };
  }

  #return(request: RequestReturnRequest) {
    const order = this.#find(request);
    if (order.status !== OrderStatus.DELIVERED) {
      throw new ShopError(ErrorCode.WRONG_STATE, "Cannot send back order: it is shipped");
    }
    const isKnown = this.returnsAsked.some(({ idempotencyKey }) => idempotencyKey === request.idempotencyKey);
    this.returnsAsked.push(request);
    if (isKnown) return { order };
    this.change(request.number, ({ returns }) => {
      const { items, reason } = request;
      const number = `RMA-${returns.length + 1}`;
      const requestedAt = timestampFromDate(new Date());
      returns.push(create(ReturnSchema, { number, status: ReturnStatus.REQUESTED, items, reason, requestedAt }));
    });
    return { order };
  }

  async *#watch(request: OrderName, signal: AbortSignal) {
    const order = this.#find(request);
    for (let seen = -1;;) {
      while (seen < this.#changes) {
        seen = this.#changes;
        const { status } = order;
        yield { order };
        if (LAST.has(status)) return;
      }
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#watchers.add(resolve);
      signal.addEventListener("abort", () => resolve(), { once: true });
      await promise;
      this.#watchers.delete(resolve);
      if (signal.aborted) throw new ShopError(ErrorCode.CANCELLED, "Cannot go on: the call was cancelled");
    }
  }
}
