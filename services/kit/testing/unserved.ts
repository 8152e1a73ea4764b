import type { DescService } from "@bufbuild/protobuf";
import type { Handlers } from "../grpc/implementation.ts";

/** Handlers of a service that all fail, for a test to replace those that it is about. */
export function unserved<S extends DescService>(service: S): Handlers<S> {
  const refuse = (name: string) => () => Promise.reject(new Error(`Cannot answer "${name}": the test serves it not`));
  return Object.fromEntries(
    service.methods.map(({ localName }) => [localName, refuse(localName)]),
  ) as unknown as Handlers<S>;
}
