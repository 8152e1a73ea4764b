import type { Listener, SubscriptionKind } from "../backend.ts";
import type { Bytes } from "../bytes.ts";
import { globMatches } from "./glob.ts";

interface Subscription {
  readonly kind: SubscriptionKind;
  readonly channel: Bytes;
  readonly listener: Listener;
}

/** Delivers messages to those who listen at this moment; nothing is kept. */
export class PubSub {
  readonly #subscriptions = new Set<Subscription>();

  /** @returns What ends the subscription. */
  subscribe(kind: SubscriptionKind, channel: Bytes, listener: Listener): () => void {
    const subscription = { kind, channel, listener };
    this.#subscriptions.add(subscription);
    return () => void this.#subscriptions.delete(subscription);
  }

  /** @returns The number of subscriptions that received the message. */
  publish(channel: Bytes, payload: Bytes): number {
    let receivers = 0;
    for (const { kind, channel: wanted, listener } of this.#subscriptions) {
      if (kind === "subscribe" ? wanted !== channel : !globMatches(wanted, channel)) continue;
      if (kind === "subscribe") listener("message", channel, payload);
      else listener("pmessage", wanted, channel, payload);
      receivers++;
    }
    return receivers;
  }
}
