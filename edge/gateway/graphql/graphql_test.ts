import assert from "node:assert/strict";
import { Sort } from "../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { ErrorCode, invalidArgument, ShopError } from "../../../services/kit/errors.ts";
import { type Call, fakeClients } from "../../testing/fake_clients.ts";
import { testApp } from "../../testing/test_app.ts";

/** Sends queries, and tells what they asked of the catalogue service. */
function setUp() {
  const calls: Call[] = [];
  const clients = fakeClients(calls);
  const { app, logged } = testApp({ clients });
  const send = (body: unknown, init: RequestInit = {}) =>
    app.request("/graphql/", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      ...init,
    });
  const query = async (text: string, variables: object = {}) => await (await send({ query: text, variables })).json();
  return { app, send, query, calls, clients, logged };
}

Deno.test("products answers a page and what was asked for of each product", async () => {
  const { data } = await setUp().query(`{
    products { nodes { slug priceFrom { amount currency } image { url } } edges { cursor node { title } }
      pageInfo { hasNextPage endCursor } }
  }`);
  assert.deepEqual(data, {
    products: {
      nodes: [{
        slug: "mug",
        priceFrom: { amount: "12.99", currency: "GBP" },
        image: { url: "/images/catalogue/mug.svg" },
      }],
      edges: [{ cursor: "bmV4dA", node: { title: "Mug" } }],
      pageInfo: { hasNextPage: true, endCursor: "bmV4dA" },
    },
  });
});

const FILTERED = `query ($filter: ProductFilter, $after: String) {
  products(filter: $filter, sort: PRICE_DESC, first: 7, after: $after) { nodes { slug } }
}`;

Deno.test("products passes every filter and the cursor on", async () => {
  const { query, calls } = setUp();
  const attributes = [{ name: "Material", values: ["Stoneware", "Glass"] }];
  const filter = { category: "mugs", priceMin: "5", priceMax: "20.50", inStock: true, attributes };
  assert.equal((await query(FILTERED, { filter, after: "abc" })).errors, undefined);
  assert.deepEqual(structuredClone(calls), [["listProducts", {
    filter: { category: "mugs", priceMin: 500n, priceMax: 2050n, inStock: true, attributes },
    sort: Sort.PRICE_DESC,
    pageSize: 7,
    cursor: "abc",
    withFacets: false,
  }]]);
});

Deno.test("products asks for twenty of everything unless told otherwise", async () => {
  const { query, calls } = setUp();
  await query("{ products { nodes { slug } } }");
  assert.deepEqual(calls, [["listProducts", {
    filter: { category: "", inStock: false, attributes: [] },
    sort: Sort.UNSPECIFIED,
    pageSize: 20,
    cursor: "",
    withFacets: false,
  }]]);
});

const FACETS = `facets {
  total inStock categories { slug parentSlug productCount } priceBands { min { amount } max { amount } count }
  attributes { name values { value count } }
}`;

Deno.test("products and search count facets only when asked", async () => {
  for (const list of ["products", 'search(query: "tea")']) {
    const { query, calls } = setUp();
    const { data } = await query(`{ list: ${list} { ${FACETS} } }`);
    assert.deepEqual(data.list.facets, {
      total: 1,
      inStock: 1,
      categories: [{ slug: "kitchen", parentSlug: null, productCount: 1 }],
      priceBands: [{ min: { amount: "0.00" }, max: { amount: "10.00" }, count: 0 }, {
        min: { amount: "10.01" },
        max: null,
        count: 1,
      }],
      attributes: [{ name: "Material", values: [{ value: "Stoneware", count: 1 }] }],
    });
    assert.deepEqual(calls.map(([, request]) => (request as { withFacets: boolean }).withFacets), [false, true]);
  }
});

Deno.test("search passes the words on", async () => {
  const { query, calls } = setUp();
  const { data } = await query('{ search(query: " tea pot ") { nodes { slug } pageInfo { hasNextPage endCursor } } }');
  assert.deepEqual(data.search, { nodes: [{ slug: "mug" }], pageInfo: { hasNextPage: false, endCursor: null } });
  assert.equal((calls[0]![1] as { query: string }).query, "tea pot");
});

Deno.test("product answers all that is needed to choose and buy, or null", async () => {
  const { data, errors } = await setUp().query(`{
    mug: product(slug: "mug") {
      slug title description categoryPath { name } images { alt } options { name values }
      variants { sku options { name value } price { amount } available image { url } } attributes { name value }
    }
    teapot: product(slug: "teapot") { slug }
  }`);
  assert.equal(errors, undefined);
  assert.deepEqual(data, {
    mug: {
      slug: "mug",
      title: "Mug",
      description: "Holds tea.",
      categoryPath: [{ name: "Kitchen" }],
      images: [{ alt: "A mug" }],
      options: [],
      variants: [{
        sku: "MUG-1",
        options: [{ name: "Colour", value: "Sage" }],
        price: { amount: "12.99" },
        available: 3,
        image: null,
      }],
      attributes: [{ name: "Material", value: "Stoneware" }],
    },
    teapot: null,
  });
});

Deno.test("categories answers the tree", async () => {
  const { data } = await setUp().query("{ categories { slug name parentSlug productCount } }");
  assert.deepEqual(data.categories, [{ slug: "kitchen", name: "Kitchen", parentSlug: null, productCount: 1 }]);
});

for (
  const [args, field] of [
    ["first: 0", "first"],
    ["first: -1", "first"],
    ["first: 101", "first"],
    ['filter: { priceMin: "1.999" }', "filter.priceMin"],
    ['filter: { priceMax: "free" }', "filter.priceMax"],
  ]
) {
  Deno.test(`products(${args}) is refused before the service is asked`, async () => {
    const { query, calls } = setUp();
    const { errors } = await query(`{ products(${args}) { nodes { slug } } }`);
    assert.deepEqual([errors[0].extensions.code, errors[0].extensions.errors[0].field], ["INVALID_ARGUMENT", field]);
    assert.deepEqual(calls, []);
  });
}

Deno.test("products calls the fields that the service refuses by their names here", async () => {
  const { query, clients } = setUp();
  for (const [theirs, ours] of [["cursor", "after"], ["page_size", "first"], ["filter.price_min", "filter.priceMin"]]) {
    clients.catalog.listProducts = () => Promise.reject(invalidArgument("Cannot read it", theirs!, "must be right"));
    const { errors } = await query("{ products { nodes { slug } } }");
    assert.equal(errors[0].extensions.errors[0].field, ours);
  }
});

for (
  const [what, text] of Object.entries({
    "an unknown field": "{ secrets }",
    "a query that cannot be parsed": "{ products",
    "a missing argument": "{ product { slug } }",
    "a mutation, of which there is none": "mutation { buy }",
    "no query": "",
  })
) {
  Deno.test(`${what} is the caller's own mistake, told with a code and the request's id`, async () => {
    const { send, logged } = setUp();
    const response = await send({ query: text });
    const { errors } = await response.json();
    assert.equal(errors[0].extensions.code, "INVALID_ARGUMENT");
    assert.equal(errors[0].extensions.request_id, response.headers.get("x-request-id"));
    assert.deepEqual(logged.filter(({ level }) => level === "error"), []);
  });
}

Deno.test("a failure that was foreseen keeps its code and message", async () => {
  const { query, clients } = setUp();
  clients.catalog.listCategories = () => Promise.reject(new ShopError(ErrorCode.UNAVAILABLE, "Cannot answer now"));
  const { errors } = await query("{ categories { slug } }");
  assert.deepEqual([errors[0].message, errors[0].extensions.code], ["Cannot answer now", "UNAVAILABLE"]);
});

Deno.test("a bug is masked and logged", async () => {
  const { send, clients, logged } = setUp();
  clients.catalog.listCategories = () => Promise.reject(new Error("password of the database"));
  const response = await send({ query: "{ categories { slug } }" });
  const text = await response.text();
  assert.doesNotMatch(text, /password/);
  const { errors } = JSON.parse(text);
  assert.equal(errors[0].extensions.code, "INTERNAL");
  const line = logged.find(({ level }) => level === "error")!;
  assert.equal(line.request_id, errors[0].extensions.request_id);
  assert.match(JSON.stringify(line), /password of the database/);
});

Deno.test("queries come by GET too, mutations never, with and without the last slash", async () => {
  const { app } = setUp();
  for (const path of ["/graphql", "/graphql/"]) {
    const response = await app.request(`${path}?query={categories{slug}}`);
    assert.deepEqual(await response.json(), { data: { categories: [{ slug: "kitchen" }] } });
    assert.equal(response.headers.get("cache-control"), "no-store");
    assert.equal((await app.request(`${path}?query=mutation{buy}`)).status, 405);
  }
});

Deno.test("several queries in one request are refused", async () => {
  const { send, calls } = setUp();
  const query = "{ categories { slug } }";
  assert.equal((await send([{ query }, { query }])).status, 400);
  assert.deepEqual(calls, []);
});

Deno.test("there is no page that would load scripts from elsewhere", async () => {
  const response = await setUp().app.request("/graphql/", { headers: { accept: "text/html" } });
  assert.equal(response.status, 406);
});
