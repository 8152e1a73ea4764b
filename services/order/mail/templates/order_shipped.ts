import type { Content, Fact } from "../../../kit/mail/content.ts";
import type { OrderRow } from "../../orders/read_order.ts";
import { addressFact, itemsBlock, orderReason } from "../order_blocks.ts";
import { type MailShop, orderUrl } from "../shop.ts";

/** The carrier has it: how to follow it. */
export function orderShipped(shop: MailShop, order: OrderRow): Content {
  const { number, shipments, lines } = order;
  return {
    subject: `Order ${number} is on its way`,
    preheader: "The carrier has your parcel.",
    locale: shop.locale,
    shop,
    title: "Your order is on its way",
    reason: orderReason(order),
    blocks: [
      {
        kind: "paragraph",
        text: shipments.length > 1
          ? `The carrier has all ${shipments.length} parcels of order ${number}.`
          : `The carrier has the parcel with order ${number}.`,
      },
      ...(shipments.length > 0 ? [{ kind: "facts" as const, facts: parcelFacts(shipments) }] : []),
      { kind: "button", label: "Follow your order", url: orderUrl(shop, number) },
      itemsBlock("What is in it", order, lines),
      { kind: "facts", facts: [addressFact(shop, order)] },
    ],
  };
}

function parcelFacts(shipments: OrderRow["shipments"]): Fact[] {
  return shipments.map(({ carrier, trackingNumber, trackingUrl }, index) => ({
    name: shipments.length > 1 ? `Parcel ${index + 1}` : "Your parcel",
    lines: [carrier, `Tracking number ${trackingNumber}`],
    ...(isWebUrl(trackingUrl) && { url: trackingUrl }),
  }));
}

function isWebUrl(url: string | null): url is string {
  return url !== null && /^https?:\/\//i.test(url) && URL.canParse(url);
}
