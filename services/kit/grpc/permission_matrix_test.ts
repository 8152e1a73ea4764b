/**
 * Who may call what: every method of every contract, asked through a real server by every role, by a guest, and by every workload.
 *
 * The tables are written by hand and once more: whoever changes permissions.ts has to say here that it was meant.
 */
import assert from "node:assert/strict";
import { create, type DescMethod, type DescService } from "@bufbuild/protobuf";
import { exportJWK, generateKeyPair } from "jose";
import { contracts } from "../../../dev/testing/contracts.ts";
import { serveForTest, type TestServer } from "../../../dev/testing/grpc.ts";
import { Health } from "../../../proto/gen/grpc/health/v1/health_pb.ts";
import { Permission } from "../../../proto/gen/shopflow/common/v1/policy_pb.ts";
import { Role } from "../../../proto/gen/shopflow/user/v1/user_pb.ts";
import { signAccessToken, type SigningKey } from "../auth/access_token.ts";
import type { Principal } from "../auth/principal.ts";
import { TokenVerifier } from "../auth/token_verifier.ts";
import { makeContext, withContext } from "../context.ts";
import { ShopError } from "../errors.ts";
import { createLog } from "../log.ts";
import { createClient } from "./client.ts";
import { type Handlers, implement } from "./implementation.ts";
import { GRANTS } from "./permissions.ts";
import { methodPath, policyOf } from "./policy.ts";
import { aPrincipal } from "../testing/a_principal.ts";

type Right = Exclude<keyof typeof Permission, "UNSPECIFIED">;

const EVERYBODY = "guest customer support merchandiser operator admin";
const SIGNED_IN = "customer support merchandiser operator admin";

/** Who may do what on the site and at the API. Everybody who is signed in is a customer as well. */
const PEOPLE: Readonly<Record<Right, string>> = {
  CATALOG_READ: EVERYBODY,
  CATALOG_WRITE: "merchandiser admin",
  CART: EVERYBODY,
  CHECKOUT: EVERYBODY,
  ORDER_READ: EVERYBODY,
  USER_READ: "support admin",
  USER_WRITE: "admin",
  HEALTH: EVERYBODY,
  ORDER_CHANGE: EVERYBODY,
  ORDER_MANAGE: "support admin",
  INVENTORY_READ: "support merchandiser operator admin",
  INVENTORY_WRITE: "merchandiser admin",
  PRICING_WRITE: "merchandiser admin",
  PAYMENT_WEBHOOK: EVERYBODY,
  OPERATE: "operator admin",
  IDENTITY: EVERYBODY,
  ACCOUNT: SIGNED_IN,
  TOKEN_KEYS: EVERYBODY, // the edge's own, whomever it speaks for
  ROLE_WRITE: "admin",
  AUDIT_READ: "admin",
  CUSTOMER_DATA: "",
  SET_UP: "",
};

/** What workloads may do that speak for nobody. */
const WORKLOADS: Readonly<Record<string, readonly Right[]>> = {
  operator: [
    "CATALOG_READ",
    "CATALOG_WRITE",
    "USER_READ",
    "USER_WRITE",
    "ORDER_MANAGE",
    "INVENTORY_READ",
    "INVENTORY_WRITE",
    "PRICING_WRITE",
    "OPERATE",
    "AUDIT_READ",
    "SET_UP",
    "HEALTH",
  ],
  order: ["USER_READ", "TOKEN_KEYS"],
  user: ["CUSTOMER_DATA"],
  stranger: [],
};

const ROLES = EVERYBODY.split(" ").slice(1);
const SERVICES = (await contracts()).filter(({ typeName }) => !typeName.startsWith("grpc.reflection."));
const METHODS = SERVICES.flatMap(({ methods }) => methods);

/** Handlers that answer with nothing. */
function answering(service: DescService): Handlers<DescService> {
  return Object.fromEntries(service.methods.map(({ localName, methodKind }) => {
    return [localName, methodKind === "server_streaming" ? nothing : () => Promise.resolve({})];
  })) as Handlers<DescService>;
}

/** A server of everything, whose handlers do nothing, and that knows its own tokens. */
async function serveAll(keys?: () => Promise<never>) {
  const { publicKey, privateKey } = await generateKeyPair("EdDSA");
  const key: SigningKey = { id: "key-1", key: privateKey };
  const jwks = { keys: [{ ...await exportJWK(publicKey), kid: key.id, alg: "EdDSA" }] };
  const source = {
    signingKeys: keys ?? (() => Promise.resolve(jwks)),
    revocations: () => Promise.resolve({ revocations: [], nextCursor: "" }),
  };
  const tokens = new TokenVerifier(source, createLog({ process: "test", sink: () => {} }));
  // The server has a health service of its own
  const implementations = SERVICES.filter((service) => service !== Health).map((service) =>
    implement(service, answering(service))
  );
  const server = await serveForTest(implementations, { tokens });
  return { server, key };
}

function person(changes: Partial<Principal>): Principal {
  return aPrincipal({ generation: 0, secondFactor: true, ...changes });
}

async function sign(principal: Principal, key: SigningKey): Promise<string> {
  return (await signAccessToken(principal, key)).token;
}

/** The role that a name stands for, besides that of a customer. */
function rolesOf(name: string): Role[] {
  return name === "customer" ? [] : [Role[name.toUpperCase() as keyof typeof Role]];
}

/** Calls methods as a workload, with an access token or without. */
async function caller(server: TestServer, accessToken: string | undefined, workload = "edge") {
  const connection = await server.connect(SERVICES, workload);
  return async (method: DescMethod): Promise<string> => {
    const call = createClient(method.parent, connection)[method.localName as never] as unknown as AnyMethod;
    const request = method.methodKind === "client_streaming" ? nothing() : create(method.input);
    const context = { ...makeContext(), ...(accessToken !== undefined && { accessToken }) };
    return await withContext(context, () => outcome(call(request)));
  };
}

type AnyMethod = (request: unknown) => Promise<unknown> | AsyncIterable<unknown>;

async function* nothing() {}

/** "may" when the call came through to the handler, or to what looks at its request; otherwise the name of the refusal. */
async function outcome(answer: Promise<unknown> | AsyncIterable<unknown>): Promise<string> {
  try {
    if (Symbol.asyncIterator in answer) { for await (const _ of answer) break; }
    else await answer;
    return "may";
  } catch (error) {
    if (!(error instanceof ShopError)) throw error;
    return error.codeName === "INVALID_ARGUMENT" ? "may" : error.codeName;
  }
}

/** How every method answers, by path. */
async function tried(call: (method: DescMethod) => Promise<string>, methods = METHODS) {
  const outcomes: Record<string, string> = {};
  for (const method of methods) outcomes[methodPath(method)] = await call(method);
  return outcomes;
}

/** How every method should answer, by path. */
function expected(answer: (right: Right) => string, methods = METHODS) {
  return Object.fromEntries(methods.map((method) => [methodPath(method), answer(rightOf(method))]));
}

/** Whether a workload speaks for nobody but itself. */
const isSilent = (workload: string) => workload !== "edge";
const rightOf = (method: DescMethod) => Permission[policyOf(method).permission] as Right;
const may = (who: string, right: Right) => PEOPLE[right].split(" ").includes(who);

Deno.test("the tables know every permission, role and workload", () => {
  const rights = Object.values(Permission).filter((right) => typeof right === "string" && right !== "UNSPECIFIED");
  assert.deepEqual(Object.keys(PEOPLE).toSorted(), rights.toSorted());
  const roles = Object.values(Role).filter((role) => typeof role === "string" && role !== "UNSPECIFIED");
  assert.deepEqual(ROLES.toSorted(), roles.map((role) => String(role).toLowerCase()).toSorted());
  assert.deepEqual(Object.keys(WORKLOADS).toSorted(), [...Object.keys(GRANTS), "stranger"].filter(isSilent).toSorted());
  assert.ok(SERVICES.length > 10 && METHODS.length > 80, `${SERVICES.length} services, ${METHODS.length} methods`);
});

Deno.test("a guest may call what anybody may, and is asked to sign in everywhere else", async () => {
  const { server } = await serveAll();
  await using _ = server;
  const answers = await tried(await caller(server, undefined));
  assert.deepEqual(answers, expected((right) => may("guest", right) ? "may" : "UNAUTHENTICATED"));
});

for (const role of ROLES) {
  Deno.test(`whoever is signed in as ${role} may call what the table says, and nothing else`, async () => {
    const { server, key } = await serveAll();
    await using _ = server;
    const token = await sign(person({ roles: rolesOf(role) }), key);
    const answers = await tried(await caller(server, token));
    assert.deepEqual(answers, expected((right) => may(role, right) ? "may" : "PERMISSION_DENIED"));
  });
}

Deno.test("staff without a second factor may what a customer may, and hear everywhere else that it is missing", async () => {
  const { server, key } = await serveAll();
  await using _ = server;
  const token = await sign(person({ secondFactor: false, secondFactorNeeded: true }), key);
  const answers = await tried(await caller(server, token));
  assert.deepEqual(answers, expected((right) => may("customer", right) ? "may" : "SECOND_FACTOR_REQUIRED"));
});

Deno.test("the rights of several roles add up", async () => {
  const { server, key } = await serveAll();
  await using _ = server;
  const token = await sign(person({ roles: [Role.SUPPORT, Role.OPERATOR] }), key);
  const answers = await tried(await caller(server, token));
  const mayEither = (right: Right) => may("support", right) || may("operator", right);
  assert.deepEqual(answers, expected((right) => mayEither(right) ? "may" : "PERMISSION_DENIED"));
});

Deno.test("who signed in too long ago is asked to do so again, exactly where the contract says", async () => {
  const { server, key } = await serveAll();
  await using _ = server;
  const long = person({ roles: [Role.ADMIN], signedInAt: Date.now() - 10 * 60_000 - 5_000 });
  const methods = METHODS.filter((method) => may("admin", rightOf(method)));
  const answers = await tried(await caller(server, await sign(long, key)), methods);
  const wanted = methods.map((method) => {
    return [methodPath(method), policyOf(method).recentSignIn ? "RECENT_SIGN_IN_REQUIRED" : "may"];
  });
  assert.deepEqual(answers, Object.fromEntries(wanted));
  assert.ok(Object.values(answers).includes("RECENT_SIGN_IN_REQUIRED"));
  const fresh = person({ roles: [Role.ADMIN], signedInAt: Date.now() - 10 * 60_000 + 60_000 });
  const again = await tried(await caller(server, await sign(fresh, key)), methods);
  assert.deepEqual(new Set(Object.values(again)), new Set(["may"]));
});

for (const [workload, rights] of Object.entries(WORKLOADS)) {
  Deno.test(`workload "${workload}" may call what the table says, whoever's token it carries`, async () => {
    const { server, key } = await serveAll();
    await using _ = server;
    const wanted = expected((right) => rights.includes(right) ? "may" : "PERMISSION_DENIED");
    const token = await sign(person({ roles: [Role.ADMIN] }), key);
    assert.deepEqual(await tried(await caller(server, undefined, workload)), wanted);
    assert.deepEqual(await tried(await caller(server, token, workload)), wanted);
    // It is not even read: one that nobody signed changes nothing
    assert.deepEqual(await tried(await caller(server, "no-token", workload)), wanted);
  });
}

Deno.test("a token that has expired, or that somebody else signed, is refused everywhere, also where a guest may call", async () => {
  const { server, key } = await serveAll();
  await using _ = server;
  const others = (await generateKeyPair("EdDSA")).privateKey;
  const now = Date.now;
  Date.now = () => now() - 400_000;
  const expired = await sign(person({}), key).finally(() => Date.now = now);
  const foreign = await sign(person({}), { id: key.id, key: others });
  for (const token of [expired, foreign, "no-token"]) {
    const answers = await tried(await caller(server, token));
    assert.deepEqual(new Set(Object.values(answers)), new Set(["UNAUTHENTICATED"]));
  }
});

Deno.test("while nobody can say by which keys tokens are checked, guests go on and everybody else may try again", async () => {
  const { server, key } = await serveAll(() => Promise.reject(new Error("The user service is away")));
  await using _ = server;
  const anybodys = METHODS.filter((method) => may("guest", rightOf(method)));
  const guests = await tried(await caller(server, undefined), anybodys);
  assert.deepEqual(new Set(Object.values(guests)), new Set(["may"]));
  const [first] = anybodys;
  assert.equal(await (await caller(server, await sign(person({}), key)))(first!), "UNAVAILABLE");
});
