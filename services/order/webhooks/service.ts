import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { type WebhookEndpointSchema, WebhookService } from "../../../proto/gen/shopflow/operations/v1/operations_pb.ts";
import type { Database } from "../../kit/database.ts";
import { invalidArgument } from "../../kit/errors.ts";
import { implement, type Implementation } from "../../kit/grpc/implementation.ts";
import type { OutboxEvent } from "../../kit/outbox/consumer.ts";
import { type DestinationRules, findDestination, ForbiddenDestination } from "./destination.ts";
import { type Endpoint, findEndpoint, listEndpoints, noEndpoint, removeEndpoint, saveEndpoint } from "./endpoints.ts";
import { type SenderOptions, sendEvent } from "./send_event.ts";
import { secretText } from "./sign.ts";

/** What staff do with endpoints of webhooks. */
export function webhookService(database: Database, options: SenderOptions): Implementation {
  return implement(WebhookService, {
    async saveEndpoint(request) {
      await refuseForbidden(request.url, options);
      const { endpoint, secret } = await saveEndpoint(database, request);
      return { endpoint: endpointMessage(endpoint), secret: secret ? secretText(secret) : "" };
    },
    async listEndpoints() {
      return { endpoints: (await listEndpoints(database)).map(endpointMessage) };
    },
    async removeEndpoint({ id }) {
      await removeEndpoint(database, id);
      return {};
    },
    async sendTest({ id }, { signal }) {
      const endpoint = await findEndpoint(database, id);
      if (!endpoint) throw noEndpoint("try");
      const { isAccepted, status: httpStatus, error } = await sendEvent(endpoint, testEvent(), signal, options);
      return { isAccepted, httpStatus, error };
    },
  });
}

async function refuseForbidden(url: string, rules: DestinationRules): Promise<void> {
  try {
    await findDestination(url, rules);
  } catch (error) {
    if (!(error instanceof ForbiddenDestination)) throw error;
    throw invalidArgument(
      `Cannot save endpoint: ${error.message}`,
      "url",
      "Must be an https address on the public internet",
    );
  }
}

function testEvent(): OutboxEvent {
  const id = crypto.randomUUID();
  return { id, subject: `webhook:${id}`, sequence: 1, type: "webhook.test", payload: {}, at: new Date() };
}

function endpointMessage(endpoint: Endpoint): MessageInitShape<typeof WebhookEndpointSchema> {
  return { ...endpoint, createdAt: timestampFromDate(endpoint.createdAt) };
}
