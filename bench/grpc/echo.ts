import type { MethodDefinition } from "@grpc/grpc-js";
import type { Buffer } from "node:buffer";

const asIs = (bytes: Buffer) => bytes;

/** A method that carries bytes as they are. */
export const ECHO: MethodDefinition<Buffer, Buffer> = {
  path: "/bench.Echo/Echo",
  requestStream: false,
  responseStream: false,
  requestSerialize: asIs,
  requestDeserialize: asIs,
  responseSerialize: asIs,
  responseDeserialize: asIs,
};
