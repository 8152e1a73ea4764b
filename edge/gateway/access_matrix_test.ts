import assert from "node:assert/strict";
import { OpenAPIHono } from "@hono/zod-openapi";
import { GraphQLObjectType, GraphQLSchema, GraphQLString } from "graphql";
import { Permission } from "../../proto/gen/shopflow/common/v1/policy_pb.ts";
import { ShopError } from "../../services/kit/errors.ts";
import { type Access, accessName } from "../access.ts";
import type { Env } from "../env.ts";
import { answerError } from "../middleware/answer_error.ts";
import { createLog } from "../../services/kit/log.ts";
import { type Actor, ACTORS, mayActor, PERMISSIONS } from "../testing/actors.ts";
import { guestState } from "../testing/guest_state.ts";
import { fakeClients } from "../testing/fake_clients.ts";
import { testApp } from "../testing/test_app.ts";
import { builder } from "./graphql/builder.ts";
import "./graphql/catalog_queries.ts";
import { declaredAccess as declaredFields, needs as fieldNeeds } from "./graphql/declared_access.ts";
import { declaredAccess, needs } from "./rest/declared_access.ts";

const ALL: readonly Access[] = ["anyone", "account", ...PERMISSIONS];
const { app } = testApp();
const document = await (await app.request("/api/v1/openapi.json")).json();
const operations = Object.entries<Record<string, { "x-access": string }>>(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => {
    const name = operation["x-access"];
    const access = (Permission[name as keyof typeof Permission] ?? name) as Access;
    return { path: path.replaceAll(/\{\w+\}/g, "mug"), method: method.toUpperCase(), access };
  })
);
const fields = declaredFields(builder.toSchema());

/** The code that somebody is answered who may not use an operation. */
function refusalOf({ principal }: Actor, access: Access): string {
  if (!principal) return "UNAUTHENTICATED";
  return principal.secondFactorNeeded && access !== "account" ? "SECOND_FACTOR_REQUIRED" : "PERMISSION_DENIED";
}

const STATUS: Record<string, number> = { UNAUTHENTICATED: 401, SECOND_FACTOR_REQUIRED: 403, PERMISSION_DENIED: 403 };

/** The state of a request from somebody. */
function stateOf({ principal }: Actor) {
  const session = { principal, isUnknown: false, refreshToken: undefined, begin() {}, end() {} };
  return { ...guestState(fakeClients()), session };
}

for (const actor of ACTORS) {
  Deno.test(`${actor.name} may use the operations of the REST API that say so, and no other`, async () => {
    for (const { path, method, access } of operations) {
      const response = await app.request(`/api/v1${path}`, { method, headers: actor.bearer });
      const { code } = response.headers.get("content-type") === "application/problem+json"
        ? await response.json()
        : await response.body?.cancel() ?? {};
      if (mayActor(actor, access)) assert.ok(!(code in STATUS), `${method} ${path}: ${code}`);
      else {
        const expected = refusalOf(actor, access);
        assert.deepEqual([code, response.status], [expected, STATUS[expected]], `${method} ${path}`);
      }
    }
  });

  Deno.test(`${actor.name} is held to whatever an operation declares`, async () => {
    const api = new OpenAPIHono<Env>();
    api.onError(answerError(createLog({ process: "edge", sink: () => {} })));
    api.use((c, next) => {
      c.set("state", stateOf(actor));
      return next();
    });
    for (const access of ALL) {
      const route = {
        ...needs(access),
        method: "get",
        path: `/${accessName(access)}/`,
        responses: { 200: { description: "" } },
      } as const;
      api.openapi(route, (c) => c.text("secret"));
    }
    assert.deepEqual([...declaredAccess(api, []).values()], ALL);
    for (const access of ALL) {
      const response = await api.request(`/${accessName(access)}/`);
      if (mayActor(actor, access)) assert.equal(await response.text(), "secret");
      else assert.equal((await response.json()).code, refusalOf(actor, access), accessName(access));
    }
  });

  Deno.test(`${actor.name} is held to whatever a field of GraphQL declares`, () => {
    const query = new GraphQLObjectType({
      name: "Query",
      fields: Object.fromEntries(ALL.map((access) => [
        accessName(access),
        { type: GraphQLString, resolve: () => "secret", ...fieldNeeds(access) },
      ])),
    });
    const schema = new GraphQLSchema({ query });
    const context = { state: stateOf(actor), currency: "GBP" };
    for (const [name, access] of declaredFields(schema)) {
      const { resolve } = schema.getQueryType()!.getFields()[name.slice("Query.".length)]!;
      const read = () => resolve!({}, {}, context, undefined as never);
      if (mayActor(actor, access)) assert.equal(read(), "secret");
      else {
        const expected = refusalOf(actor, access);
        assert.throws(read, (error) => error instanceof ShopError && error.codeName === expected, name);
      }
    }
  });
}

Deno.test("every operation and every field says who may use it", () => {
  assert.ok(operations.length > 15 && operations.every(({ access }) => ALL.includes(access)));
  assert.deepEqual([...fields.keys()].sort(), ["Query.categories", "Query.product", "Query.products", "Query.search"]);
});

Deno.test("an operation that does not say who may use it is not served, whatever made it", () => {
  const api = new OpenAPIHono<Env>();
  api.openapi({ method: "post", path: "/a/{id}/", responses: { 200: { description: "" } } }, (c) => c.text(""));
  assert.throws(() => declaredAccess(api, []), /Cannot serve POST "\/a\/:id\/": it does not declare who may use it/);
  const plain = new OpenAPIHono<Env>();
  plain.get("/b/", (c) => c.text(""));
  assert.throws(() => declaredAccess(plain, []), /Cannot serve GET "\/b\/"/);
  assert.doesNotThrow(() => declaredAccess(plain, ["/b/"]));
});

for (const name of ["query", "mutation", "subscription"] as const) {
  Deno.test(`a ${name} of GraphQL that does not say who may use it is not served`, () => {
    const query = new GraphQLObjectType({
      name: "Query",
      fields: { open: { type: GraphQLString, resolve: () => "", ...fieldNeeds("anyone") } },
    });
    const other = new GraphQLObjectType({
      name: "Other",
      fields: { secret: { type: GraphQLString, resolve: () => "" } },
    });
    const schema = new GraphQLSchema({ query, [name]: other });
    assert.throws(() => declaredFields(schema), /Cannot serve "Other.secret": it does not declare who may use it/);
  });
}
