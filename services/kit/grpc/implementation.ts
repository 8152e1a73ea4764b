import type { DescService, MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import type { GenService, GenServiceMethods } from "@bufbuild/protobuf/codegenv2";
import type { Principal } from "../auth/principal.ts";

/** What a handler knows of a call besides its request. */
export interface Call {
  /** The workload that calls, such as "edge", from its certificate. */
  readonly caller: string;
  /** Whom it speaks for, from an access token that was checked; undefined when nobody is signed in. */
  readonly principal: Principal | undefined;
  /** Aborted when the caller goes away or the deadline passes. */
  readonly signal: AbortSignal;
}

type Method = GenServiceMethods[string];
type Request<M extends Method> = MessageShape<M["input"]>;
type Response<M extends Method> = MessageInitShape<M["output"]>;

type Handler<M extends Method> = M["methodKind"] extends "unary"
  ? (request: Request<M>, call: Call) => Promise<Response<M>>
  : M["methodKind"] extends "server_streaming" ? (request: Request<M>, call: Call) => AsyncIterable<Response<M>>
  : M["methodKind"] extends "client_streaming"
    ? (requests: AsyncIterable<Request<M>>, call: Call) => Promise<Response<M>>
  : never;

/** The methods of a service that a generated descriptor describes, name by name. */
export type MethodsOf<S extends DescService> = S extends GenService<infer M> ? M : never;

/**
 * A service's handlers, one a method. They get validated requests and throw `ShopError`.
 *
 * Bidirectional streams are not supported: no contract of ours has one.
 */
export type Handlers<S extends DescService> = {
  [K in keyof MethodsOf<S>]: MethodsOf<S>[K] extends Method ? Handler<MethodsOf<S>[K]> : never;
};

/** A service with its handlers, ready to be served. */
export interface Implementation {
  readonly service: DescService;
  readonly handlers: Readonly<Record<string, (input: never, call: Call) => unknown>>;
}

/**
 * Pairs a service with its handlers, checked against each other by the compiler.
 *
 * @example
 * ```ts
 * import { implement } from "./implementation.ts";
 * import { CatalogService } from "../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
 * type Handlers = Parameters<typeof implement<typeof CatalogService>>[1];
 * const listCategories: Handlers["listCategories"] = () => Promise.resolve({ categories: [] });
 * ```
 */
export function implement<S extends DescService>(service: S, handlers: Handlers<S>): Implementation {
  return { service, handlers: handlers as unknown as Implementation["handlers"] };
}
