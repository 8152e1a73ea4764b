import { PaymentService, type ReceivePaymentEventRequest } from "../../../proto/gen/shopflow/order/v1/payment_pb.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { implement, type Implementation } from "../../kit/grpc/implementation.ts";
import { listDisputes } from "./list_disputes.ts";
import { type EventParts, receiveEvent } from "./receive_event.ts";
import { refundOrder } from "./refund_order.ts";

/** What happens to money after an order is placed, as a service. */
export function paymentService(parts: EventParts): Implementation {
  const { database, startRefund } = parts;
  return implement(PaymentService, {
    receivePaymentEvent: (request) => receivePaymentEvent(parts, request),
    refundOrder: (request) => refundOrder(database, startRefund, request),
    listDisputes: (request) => listDisputes(database, request),
  });
}

async function receivePaymentEvent(parts: EventParts, { provider, headers, body }: ReceivePaymentEventRequest) {
  if (provider !== parts.provider.name) {
    throw new ShopError(ErrorCode.NOT_FOUND, `Cannot take the event: the shop does not use provider "${provider}"`);
  }
  const event = await parts.provider.readWebhook(headers, new Uint8Array(body));
  return { repeated: !await receiveEvent(parts, event) };
}
