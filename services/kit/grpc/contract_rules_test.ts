/**
 * Every rule of every contract holds: each field of each request is broken by itself, and sent to a real server. What breaks is
 * generated from the descriptors, so a field or method that is added cannot be forgotten.
 */
import assert from "node:assert/strict";
import { create, type DescMethod, type DescService, type Message, toBinary } from "@bufbuild/protobuf";
import { brokenMessages, type Init, validMessage } from "../../../dev/testing/broken_message.ts";
import { contracts } from "../../../dev/testing/contracts.ts";
import { serveForTest, type TestServer } from "../../../dev/testing/grpc.ts";
import { Role } from "../../../proto/gen/shopflow/user/v1/user_pb.ts";
import { makeContext, withContext } from "../context.ts";
import { ShopError } from "../errors.ts";
import { createClient } from "./client.ts";
import { type Handlers, implement } from "./implementation.ts";
import { GRANTS } from "./permissions.ts";
import { methodPath, policyOf } from "./policy.ts";
import { aPrincipal } from "../testing/a_principal.ts";

const SERVICES = (await contracts()).filter(({ typeName }) => typeName.startsWith("shopflow."));
const ADMIN = aPrincipal({ roles: [Role.ADMIN], secondFactor: true });

/** How many rules of requests there are, at least: the test must not pass by trying nothing. */
const RULES = 600;

type AnyMethod = (request: unknown) => Promise<unknown> | AsyncIterable<unknown>;

/** Handlers that keep what reaches them, and answer with nothing. */
function keeping(service: DescService, reached: Message[]): Handlers<DescService> {
  const handlerOf = ({ methodKind }: DescMethod) => {
    switch (methodKind) {
      case "client_streaming":
        return async (requests: AsyncIterable<Message>) => {
          for await (const request of requests) reached.push(request);
          return {};
        };
      case "server_streaming":
        // deno-lint-ignore require-yield -- a stream may be empty
        return async function* (request: Message) {
          reached.push(request);
        };
      default:
        return (request: Message) => {
          reached.push(request);
          return Promise.resolve({});
        };
    }
  };
  const handlers = service.methods.map((method) => [method.localName, handlerOf(method)]);
  return Object.fromEntries(handlers) as Handlers<DescService>;
}

/** A server of a service, called by whoever may. */
async function serve(service: DescService) {
  const reached: Message[] = [];
  const tokens = { verify: () => Promise.resolve(ADMIN) };
  const server = await serveForTest([implement(service, keeping(service, reached))], { tokens });
  return { server, reached, send: sender(server, service) };
}

function sender(server: TestServer, service: DescService) {
  const connections = new Map<string, ReturnType<TestServer["connect"]>>();
  /** Sends a request. @returns the fields that the answer names; none when it is no refusal */
  return async (method: DescMethod, init: Init): Promise<string[]> => {
    const { permission } = policyOf(method);
    const workload = Object.keys(GRANTS).find((name) => GRANTS[name]!.has(permission)) ?? "edge";
    const connection = await connections.getOrInsertComputed(workload, () => server.connect([service], workload));
    const call = createClient(service, connection)[method.localName as never] as unknown as AnyMethod;
    const request = create(method.input, init);
    const input = method.methodKind === "client_streaming" ? just(request) : request;
    return await withContext({ ...makeContext(), accessToken: "token" }, () => fieldsAtFault(call(input)));
  };
}

async function* just(request: Message) {
  yield await Promise.resolve(request);
}

async function fieldsAtFault(answer: Promise<unknown> | AsyncIterable<unknown>): Promise<string[]> {
  try {
    if (Symbol.asyncIterator in answer) await Array.fromAsync(answer);
    else await answer;
    return [];
  } catch (error) {
    if (!(error instanceof ShopError) || error.codeName !== "INVALID_ARGUMENT") throw error;
    return [...new Set(error.details.violations?.map(({ field }) => field))];
  }
}

let tried = 0;

for (const service of SERVICES) {
  Deno.test(`${service.typeName} takes requests that keep its rules, and names the field that breaks one`, async () => {
    const { server, reached, send } = await serve(service);
    await using _ = server;
    for (const method of service.methods) {
      const path = methodPath(method);
      const init = validMessage(method.input);
      assert.deepEqual(await send(method, init), [], `${path} takes what is valid`);
      const [request] = reached.splice(0) as [Message];
      assert.deepEqual(toBinary(method.input, request), toBinary(method.input, create(method.input, init)));
      for (const broken of brokenMessages(method.input)) {
        const fields = await send(method, broken.init);
        assert.deepEqual(fields, [broken.path], `${path} refuses ${broken.path} that breaks ${broken.rule}`);
        assert.deepEqual(reached, [], `${path} has no request with ${broken.path} that breaks ${broken.rule}`);
        tried++;
      }
    }
  });
}

Deno.test("every rule of the contracts was tried", () => {
  assert.ok(tried >= RULES, `${tried} were`);
});
