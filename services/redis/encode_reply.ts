import type { Reply } from "./backend.ts";
import { fromBytes, toBase64 } from "./bytes.ts";

/** How a client wants the strings of a reply. */
export type Encoding = "text" | "base64";

type JsonReply = string | number | null | JsonReply[];

/** A reply as JSON. In base64 a status `OK` stays as it is, which is how Upstash's clients know it. */
export function encodeReply(reply: Reply, encoding: Encoding): JsonReply {
  return reply === "OK" ? reply : encodeNested(reply, encoding);
}

// Within a list, clients decode every string, "OK" too.
function encodeNested(reply: Reply, encoding: Encoding): JsonReply {
  if (Array.isArray(reply)) return reply.map((item) => encodeNested(item, encoding));
  if (typeof reply !== "string") return reply;
  return encoding === "base64" ? toBase64(reply) : fromBytes(reply);
}
