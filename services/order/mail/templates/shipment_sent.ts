import type { Content, Fact } from "../../../kit/mail/content.ts";
import type { OrderRow } from "../../orders/read_order.ts";
import { addressFact, itemsBlock, orderReason } from "../order_blocks.ts";
import { type MailShop, orderUrl } from "../shop.ts";

type Shipment = OrderRow["shipments"][number];

/** The carrier has a parcel: what is in it, how to follow it, and what of the order is still to come. */
export function shipmentSent(shop: MailShop, order: OrderRow, carrier: string, trackingNumber: string): Content {
  const { number, shipments } = order;
  const index = shipments.findIndex((one) => one.carrier === carrier && one.trackingNumber === trackingNumber);
  const shipment = shipments[index];
  if (!shipment) throw new Error(`Cannot write a mail: order "${number}" has no parcel "${trackingNumber}"`);
  // What was sent since has a mail of its own
  const toCome = leftAfter(order, shipments.slice(0, index + 1));
  const words = wordsFor(number, index > 0, toCome.length > 0);
  return {
    subject: `${words.what} is on its way`,
    preheader: "The carrier has your parcel.",
    locale: shop.locale,
    shop,
    title: `${words.yours} is on its way`,
    reason: orderReason(order),
    blocks: [
      { kind: "paragraph", text: words.text },
      { kind: "facts", facts: [parcelFact(shipment)] },
      { kind: "button", label: "Follow your order", url: orderUrl(shop, number) },
      itemsBlock("What is in it", order, shipment.items),
      ...(toCome.length > 0 ? [itemsBlock("What is still to come", order, toCome)] : []),
      { kind: "facts", facts: [addressFact(shop, order)] },
    ],
  };
}

function wordsFor(number: string, isLater: boolean, isPart: boolean) {
  if (isPart) {
    return {
      what: `Part of order ${number}`,
      yours: "Part of your order",
      text: `The carrier has a parcel with part of order ${number}. We write again when there is more on its way.`,
    };
  }
  return isLater
    ? {
      what: `The rest of order ${number}`,
      yours: "The rest of your order",
      text: `The carrier has the last parcel of order ${number}.`,
    }
    : {
      what: `Order ${number}`,
      yours: "Your order",
      text: `The carrier has the parcel with order ${number}.`,
    };
}

/** Units of an order that are in none of these parcels. */
function leftAfter({ lines }: OrderRow, sent: readonly Shipment[]): { sku: string; quantity: number }[] {
  const units = sent.flatMap(({ items }) => items);
  return lines.map(({ sku, quantity }) => ({
    sku,
    quantity: units.reduce((left, item) => item.sku === sku ? left - item.quantity : left, quantity),
  })).filter(({ quantity }) => quantity > 0);
}

function parcelFact({ carrier, trackingNumber, trackingUrl }: Shipment): Fact {
  return {
    name: "Your parcel",
    lines: [carrier, `Tracking number ${trackingNumber}`],
    ...(isWebUrl(trackingUrl) && { url: trackingUrl }),
  };
}

function isWebUrl(url: string | null): url is string {
  return url !== null && /^https?:\/\//i.test(url) && URL.canParse(url);
}
