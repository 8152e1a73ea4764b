import { create, type DescMessage, type DescMethod, fromBinary, type Message, toBinary } from "@bufbuild/protobuf";
import type { MethodDefinition } from "@grpc/grpc-js";
import { Buffer } from "node:buffer";
import { methodPath } from "./policy.ts";

/** How grpc-js reads and writes the messages of a method. Responses and requests may be given as plain init objects. */
export function methodDefinition(method: DescMethod): MethodDefinition<Message, Message> {
  return {
    path: methodPath(method),
    requestStream: method.methodKind === "client_streaming" || method.methodKind === "bidi_streaming",
    responseStream: method.methodKind === "server_streaming" || method.methodKind === "bidi_streaming",
    ...requestCodec(method.input),
    ...responseCodec(method.output),
  };
}

function requestCodec(schema: DescMessage) {
  return { requestSerialize: encoder(schema), requestDeserialize: decoder(schema) };
}

function responseCodec(schema: DescMessage) {
  return { responseSerialize: encoder(schema), responseDeserialize: decoder(schema) };
}

function encoder(schema: DescMessage): (value: Message) => Buffer {
  return (value) => {
    const bytes = toBinary(schema, create(schema, value));
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  };
}

function decoder(schema: DescMessage): (bytes: Buffer) => Message {
  return (bytes) => fromBinary(schema, bytes);
}
