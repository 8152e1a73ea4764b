import { join } from "node:path";
import { prepareCertificates } from "../../dev/certificates/prepare.ts";
import { FulfilmentService } from "../../proto/gen/shopflow/order/v1/fulfilment_pb.ts";
import { PricingService } from "../../proto/gen/shopflow/order/v1/pricing_pb.ts";
import { connect, createClient } from "../../services/kit/grpc/client.ts";
import { readIdentity } from "../../services/kit/tls.ts";
import type { Shop } from "../shop.ts";

/** A mail as the mailbox lists it. */
export interface ListedMail {
  subject: string;
}

/** What staff do to a shop, and what they see of its mails. */
export interface Staff extends Disposable {
  /** Offers a tenth off for a coupon. */
  offerCoupon(coupon: string): Promise<void>;
  /** Packs an order, sends all of it, and says that it arrived. */
  deliver(number: string): Promise<void>;
  /** Agrees to a return, and takes in one unit, which is what it was for. */
  takeBack(rma: string, sku: string): Promise<void>;
  /** The subjects of the mails to an address, newest first. */
  mailsTo(address: string): Promise<string[]>;
}

/** Opens staff's way into a running shop. */
export async function openStaff(shop: Shop): Promise<Staff> {
  const { ORDER_SERVICE: target } = JSON.parse(await Deno.readTextFile(join(shop.state, "operator.json")));
  const certificates = await prepareCertificates(join(shop.state, "certificates"));
  const identity = await readIdentity(certificates("operator"));
  const services = [FulfilmentService, PricingService];
  const connection = connect({ target, workload: "order", identity, services });
  const fulfilment = createClient(FulfilmentService, connection);
  const pricing = createClient(PricingService, connection);
  const mailbox = /mailbox +(http\S+)/.exec(shop.output())![1]!;
  const wish = () => ({ idempotencyKey: crypto.randomUUID(), actor: "staff:ada" });
  return {
    async offerCoupon(coupon) {
      const effect = { case: "percentPpm", value: 100_000 } as const;
      await pricing.savePromotion({ promotion: { code: coupon.toLowerCase(), name: "Spring sale", coupon, effect } });
    },
    async deliver(number) {
      const parcel = { number, carrier: "Royal Mail", trackingNumber: `RM-${number}` };
      await fulfilment.packOrder({ ...wish(), number });
      await fulfilment.shipOrder({ ...wish(), ...parcel, trackingUrl: `https://carrier.example/${number}` });
      await fulfilment.deliverShipment({ ...wish(), ...parcel });
    },
    async takeBack(number, sku) {
      await fulfilment.approveReturn({ ...wish(), number });
      await fulfilment.receiveReturn({ ...wish(), number, items: [{ sku, quantity: 1, restocked: 1 }] });
    },
    async mailsTo(address) {
      const response = await fetch(`${mailbox}api/mails?to=${encodeURIComponent(address)}`);
      const { mails }: { mails: ListedMail[] } = await response.json();
      return mails.map(({ subject }) => subject);
    },
    [Symbol.dispose]: () => connection.close(),
  };
}
