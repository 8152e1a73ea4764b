/**
 * The API holds requests to what its OpenAPI document says: each property and parameter is broken by itself, and refused by its
 * name before any service is asked. What breaks is generated from the document, so an operation that is added cannot be forgotten.
 */
import assert from "node:assert/strict";
import { brokenTexts, validText } from "../../../dev/testing/broken_text.ts";
import { type Call, fakeClients } from "../../testing/fake_clients.ts";
import { FakeIdentity } from "../../testing/fake_identity.ts";
import { aPrincipal, tokensOf } from "../../testing/people.ts";
import { testApp } from "../../testing/test_app.ts";

/** What the document says of a value. */
interface Schema {
  readonly $ref?: string;
  readonly type?: "string" | "integer" | "array";
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: "email";
  readonly enum?: string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly example?: string;
}

interface BodySchema {
  readonly properties: Record<string, Schema>;
  readonly required?: string[];
  /** Exactly one of these must be there as well. */
  readonly oneOf?: { required: [string] }[];
}

interface Parameter {
  readonly name: string;
  readonly in: "query" | "path";
  readonly required: boolean;
  readonly schema: Schema;
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: Parameter[];
  readonly requestBody?: { content: { "application/json": { schema: { $ref: string } } } };
}

type Json = Record<string, unknown>;

/** What nobody may set by adding it to a request. */
const UNKNOWN = ["role", "roles", "price", "paid", "email_verified", "user_id", "__proto__", "constructor"];
const OTHER_TYPES = [null, 1, true, [], ["a"], {}, { $ne: "" }];

const asked: Call[] = [];
const identity = new FakeIdentity();
const { app } = testApp({ clients: fakeClients(asked, identity), writesPerMinute: 10_000, identityPerMinute: 10_000 });
const authorization = `Bearer ${(await tokensOf(aPrincipal())).accessToken}`;
const document = await (await app.request("/api/v1/openapi.json")).json();
const operations = Object.entries<Record<string, Operation>>(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), ...operation }))
);
let tried = 0;

/** Sends a request. @returns its status, and the fields that its answer names */
async function send(method: string, path: string, body?: string): Promise<{ status: number; fields: string[] }> {
  identity.asked.length = asked.length = 0;
  const headers = { authorization, ...(body !== undefined && { "content-type": "application/json" }) };
  const response = await app.request(`/api/v1${path}`, { method, headers, ...(body !== undefined && { body }) });
  const text = await response.text();
  if (response.headers.get("content-type") !== "application/problem+json") {
    return { status: response.status, fields: [] };
  }
  const { code, errors = [] } = JSON.parse(text) as { code: string; errors?: { field: string }[] };
  if (response.status === 400) assert.equal(code, "INVALID_ARGUMENT");
  return { status: response.status, fields: [...new Set(errors.map(({ field }) => field))] };
}

/** Expects a request to be refused for its fields, and no service to be asked. */
async function expectRefusal(fields: string[], why: string, ...request: Parameters<typeof send>): Promise<void> {
  assert.deepEqual(
    await send(...request),
    { status: 400, fields },
    `${why}: ${request[2]?.slice(0, 200) ?? request[1]}`,
  );
  assert.deepEqual([identity.asked, asked], [[], []], why);
  tried++;
}

async function expectAcceptance(...request: Parameters<typeof send>): Promise<void> {
  const { status, fields } = await send(...request);
  assert.ok(status === 200 || status === 204, `${request.join(" ")}: ${status} ${fields}`);
  assert.ok(identity.asked.length + asked.length > 0, "a service is asked");
}

function textRules({ minLength: min, maxLength: max, pattern, format }: Schema) {
  return { min, max, pattern, format };
}

function validValue(schema: Schema): string {
  if (schema.enum) return schema.enum[0]!;
  if (schema.type === "integer") return String(schema.minimum);
  return schema.items ? validValue(schema.items) : validText(textRules(schema));
}

function bodySchema({ requestBody }: Operation): BodySchema | undefined {
  const name = requestBody?.content["application/json"].schema.$ref.split("/").at(-1);
  return name === undefined ? undefined : document.components.schemas[name];
}

/** A body that is right and has a property; without it, what else it must have. */
function bodyWith(schema: BodySchema, property: string): { body: Json; isRequired: boolean } {
  const { properties, required = [], oneOf = [] } = schema;
  const choices = oneOf.map(({ required: [name] }) => name);
  const chosen = choices.includes(property) ? [property] : choices.slice(0, 1);
  const names = [...new Set([...required, ...chosen, property])];
  const body = Object.fromEntries(names.map((name) => [name, validValue(properties[name]!)]));
  return { body, isRequired: required.includes(property) };
}

for (const operation of operations) {
  const { method, path } = operation;
  const schema = bodySchema(operation);
  if (!schema) continue;
  const { properties, required = [], oneOf = [] } = schema;

  Deno.test(`${method} ${path} takes a body as documented, and names the property that breaks a rule`, async () => {
    for (const [name, of] of Object.entries(properties)) {
      const { body, isRequired } = bodyWith(schema, name);
      const request = (change: Json) => [method, path, JSON.stringify({ ...body, ...change })] as const;
      await expectAcceptance(...request({}));
      for (const value of OTHER_TYPES) await expectRefusal([name], "another type", ...request({ [name]: value }));
      for (const [rule, text] of brokenTexts(textRules(of))) {
        await expectRefusal([name], rule, ...request({ [name]: text }));
      }
      if (isRequired) await expectRefusal([name], "left out", ...request({ [name]: undefined }));
    }
  });

  Deno.test(`${method} ${path} takes no property that it does not know`, async () => {
    const { body } = bodyWith(schema, Object.keys(properties)[0]!);
    for (const name of UNKNOWN) {
      const json = JSON.stringify(body).replace("{", `{${JSON.stringify(name)}:"admin",`);
      await expectRefusal([name], "unknown", method, path, json);
    }
  });

  Deno.test(`${method} ${path} names every property that is wrong, and refuses what is no object`, async () => {
    const wrong = Object.fromEntries(Object.keys(properties).map((name) => [name, 1]));
    await expectRefusal(Object.keys(properties), "all wrong", method, path, JSON.stringify(wrong));
    if (required.length > 0) await expectRefusal(required, "empty", method, path, "{}");
    for (const body of ["[]", "null", '"text"', "1", "{", ""]) {
      await expectRefusal(["body"], "no object", method, path, body);
    }
    if (oneOf.length === 0) return;
    const both = Object.fromEntries(Object.entries(properties).map(([name, of]) => [name, validValue(of)]));
    const [first] = oneOf[0]!.required;
    await expectRefusal([first], "more than one", method, path, JSON.stringify(both));
    const none = Object.fromEntries(required.map((name) => [name, both[name]]));
    await expectRefusal([first], "none of them", method, path, JSON.stringify(none));
  });
}

/** The address of an operation with the required parameters, and these. */
function address(path: string, parameters: readonly Parameter[], given: [name: string, value: string][] = []): string {
  const names = given.map(([name]) => name);
  const all = [...given];
  for (const { name, required, schema } of parameters) {
    if (required && !names.includes(name)) all.push([name, schema.example === undefined ? validValue(schema) : "mug"]);
  }
  let filled = path;
  const query = new URLSearchParams();
  for (const [name, value] of all) {
    if (path.includes(`{${name}}`)) filled = filled.replace(`{${name}}`, encodeURIComponent(value));
    else query.append(name, value);
  }
  return query.size > 0 ? `${filled}?${query}` : filled;
}

/** Texts that are no value of a parameter, by why. */
function brokenParameters({ name, schema }: Parameter): [why: string, given: [string, string][]][] {
  const broken = brokenValues(schema).map(([why, value]): [string, [string, string][]] => [why, [[name, value]]]);
  const valid: [string, string] = [name, validValue(schema)];
  if (schema.maxItems !== undefined) broken.push(["too many", Array(schema.maxItems + 1).fill(valid)]);
  else broken.push(["twice", [valid, valid]]);
  return broken;
}

function brokenValues(schema: Schema): [why: string, value: string][] {
  if (schema.items) return brokenValues(schema.items);
  if (schema.enum) return [["no such choice", "none"], ["empty", ""]];
  if (schema.type !== "integer") return brokenTexts(textRules(schema));
  const { minimum, maximum } = schema;
  const numbers = [minimum! - 1, maximum! + 1, -1, 1.5, "1e1", "0x1", "", "one", "1 ", "９"];
  return numbers.map((value) => ["no such number", String(value)]);
}

for (const { method, path, parameters = [], requestBody } of operations) {
  const inQuery = parameters.filter((parameter) => parameter.in === "query");
  if (requestBody || parameters.length === 0) continue;

  Deno.test(`${method} ${path} names the parameter that breaks a rule, and takes none that it does not know`, async () => {
    await expectAcceptance(method, address(path, parameters));
    for (const parameter of parameters) {
      const { name, required } = parameter;
      const value = validValue(parameter.schema);
      if (parameter.in === "query") await expectAcceptance(method, address(path, parameters, [[name, value]]));
      for (const [why, given] of brokenParameters(parameter)) {
        const isPath = parameter.in === "path";
        if (isPath && (why === "min" || why === "twice")) continue; // another path
        await expectRefusal([name], why, method, address(path, parameters, given));
      }
      const others = inQuery.filter((other) => other !== parameter);
      if (required && parameter.in === "query") await expectRefusal([name], "left out", method, address(path, others));
    }
    if (inQuery.length === 0) return;
    for (const name of UNKNOWN) {
      await expectRefusal([name], "unknown", method, address(path, parameters, [[name, "1"]]));
    }
  });
}

Deno.test("every rule of the document was tried", () => {
  assert.ok(tried > 300, `${tried} were`);
});
