import type { Database } from "../../kit/database.ts";
import type { RemoteConsumer } from "../../kit/outbox/consumer.ts";
import { disableEndpoint, findEndpoint } from "./endpoints.ts";
import { type SenderOptions, sendEvent } from "./send_event.ts";

/** About a day: an endpoint that is away for a night misses nothing. */
const ATTEMPTS = 36;
const GONE = 410;

/** Tells endpoints of events. Each is a consumer of its own, so that none waits for another. */
export function webhookConsumer(database: Database, options: SenderOptions): RemoteConsumer {
  return {
    name: "webhook",
    attempts: ATTEMPTS,
    async deliver(event, signal, consumer) {
      const id = consumer.slice("webhook:".length);
      const endpoint = await findEndpoint(database, id);
      if (!endpoint?.isActive) return; // it was switched off a moment ago, and what it has not had is discarded
      const { isAccepted, status, error } = await sendEvent(endpoint, event, signal, options);
      if (status === GONE) return await disableEndpoint(database, id, "it answered 410 Gone");
      if (!isAccepted) throw new Error(`Cannot tell the endpoint: ${error}`);
    },
  };
}
