import assert from "node:assert/strict";
import { Sort } from "../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { ErrorCode, invalidArgument, ShopError } from "../../../services/kit/errors.ts";
import { type Call, fakeClients } from "../../testing/fake_clients.ts";
import { testApp } from "../../testing/test_app.ts";

/** Asks the API, and tells what it asked of the catalogue service. */
function setUp() {
  const calls: Call[] = [];
  const clients = fakeClients(calls);
  const { app } = testApp({ clients });
  const get = async (path: string) => {
    const response = await app.request(`/api/v1${path}`);
    return { status: response.status, headers: response.headers, body: await response.json() };
  };
  return { get, calls, clients };
}

const CARD = {
  slug: "mug",
  title: "Mug",
  image: { url: "/images/catalogue/mug.svg", alt: "A mug" },
  price_from: { amount: "12.99", currency: "GBP" },
  price_to: { amount: "12.99", currency: "GBP" },
  in_stock: true,
  variant_count: 1,
};

Deno.test("GET /products/ answers a page of cards that everybody may keep", async () => {
  const { status, headers, body } = await setUp().get("/products/");
  assert.equal(status, 200);
  assert.match(headers.get("cache-control")!, /^public, max-age=\d+, stale-while-revalidate=\d+, stale-if-error=\d+$/);
  assert.deepEqual(body, { items: [CARD], next_cursor: "bmV4dA" });
});

Deno.test("GET /products/ passes every filter on", async () => {
  const { get, calls } = setUp();
  const query =
    "category=mugs&price_min=5&price_max=20.50&in_stock=true&attribute=Material:Stoneware&attribute=Material:Glass" +
    "&attribute=Size:A:B&sort=price_desc&limit=7&cursor=abc&facets=true";
  assert.equal((await get(`/products/?${query}`)).status, 200);
  assert.deepEqual(calls, [["listProducts", {
    filter: {
      category: "mugs",
      priceMin: 500n,
      priceMax: 2050n,
      inStock: true,
      attributes: [{ name: "Material", values: ["Stoneware", "Glass"] }, { name: "Size", values: ["A:B"] }],
    },
    sort: Sort.PRICE_DESC,
    pageSize: 7,
    cursor: "abc",
    withFacets: true,
  }]]);
});

Deno.test("GET /products/ asks for twenty of everything unless told otherwise", async () => {
  const { get, calls } = setUp();
  await get("/products/");
  assert.deepEqual(calls, [["listProducts", {
    filter: { category: "", inStock: false, attributes: [] },
    sort: Sort.UNSPECIFIED,
    pageSize: 20,
    cursor: "",
    withFacets: false,
  }]]);
});

Deno.test("GET /products/ answers facets when asked", async () => {
  const { body } = await setUp().get("/products/?facets=true");
  assert.deepEqual(body.facets, {
    total: 1,
    in_stock: 1,
    categories: [{ slug: "kitchen", name: "Kitchen", parent_slug: null, product_count: 1 }],
    price_bands: [
      { min: { amount: "0.00", currency: "GBP" }, max: { amount: "10.00", currency: "GBP" }, count: 0 },
      { min: { amount: "10.01", currency: "GBP" }, max: null, count: 1 },
    ],
    attributes: [{ name: "Material", values: [{ value: "Stoneware", count: 1 }] }],
  });
});

Deno.test("GET /products/ hands back a cursor that leads on from where the page ended", async () => {
  const { get, calls } = setUp();
  const { body } = await get("/products/?limit=1");
  await get(`/products/?limit=1&cursor=${body.next_cursor}`);
  assert.equal((calls[1]![1] as { cursor: string }).cursor, "bmV4dA");
});

for (
  const [query, field, description] of [
    ["limit=0", "limit", "must be at least 1"],
    ["limit=101", "limit", "must be at most 100"],
    ["limit=many", "limit", "must be a whole number from 1 to 100"],
    ["limit=1&limit=2", "limit", "must be one string"],
    ["sort=cheapest", "sort", "must be one of popular, price_asc, price_desc, newest, title"],
    ["in_stock=yes", "in_stock", "must be one of true, false"],
    ["price_min=1.999", "price_min", "must be an amount with at most 2 decimals"],
    ["price_max=-1", "price_max", "must be an amount such as 12.99"],
    ["attribute=Stoneware", "attribute", "must be a name and a value, such as Material:Stoneware"],
    ["attribute=a:b&attribute=c", "attribute.1", "must be a name and a value, such as Material:Stoneware"],
    [`category=${"x".repeat(201)}`, "category", "must be at most 200 long"],
    ["pricemin=5", "pricemin", "is not known here"],
    ["__proto__=5", "__proto__", "is not known here"],
  ]
) {
  Deno.test(`GET /products/?${query!.slice(0, 30)} is refused: "${field}" ${description}`, async () => {
    const { get, calls } = setUp();
    const { status, body } = await get(`/products/?${query}`);
    assert.deepEqual([status, body.code, body.errors], [400, "INVALID_ARGUMENT", [{ field, description }]]);
    assert.deepEqual(calls, []);
  });
}

Deno.test("GET /products/ calls the fields that the service refuses by their names here", async () => {
  const { get, clients } = setUp();
  for (
    const [theirs, ours] of [
      ["cursor", "cursor"],
      ["page_size", "limit"],
      ["filter.price_min", "price_min"],
      ["filter.attributes[0].name", "attribute"],
    ]
  ) {
    clients.catalog.listProducts = () => Promise.reject(invalidArgument("Cannot read it", theirs!, "must be right"));
    assert.equal((await get("/products/")).body.errors[0].field, ours);
  }
});

Deno.test("GET /products/{slug}/ answers the product with its variants, and nothing that is not documented", async () => {
  const { get, clients } = setUp();
  const { getProduct } = clients.catalog;
  clients.catalog.getProduct = async (request) => {
    const response = await getProduct(request);
    Object.assign(response.product!.variants[0]!, { costPrice: 1n });
    return response;
  };
  assert.deepEqual((await get("/products/mug/")).body, {
    slug: "mug",
    title: "Mug",
    description: "Holds tea.",
    category_path: [{ slug: "kitchen", name: "Kitchen" }],
    images: [{ url: "/images/catalogue/mug.svg", alt: "A mug" }],
    options: [],
    variants: [{
      sku: "MUG-1",
      options: [{ name: "Colour", value: "Sage" }],
      price: { amount: "12.99", currency: "GBP" },
      available: 3,
      image: null,
    }],
    attributes: [{ name: "Material", value: "Stoneware" }],
  });
});

Deno.test("GET /products/{slug}/ sends nothing that is not as documented", async () => {
  const { get, clients } = setUp();
  const { getProduct } = clients.catalog;
  clients.catalog.getProduct = async (request) => {
    const response = await getProduct(request);
    return Object.assign(response, { product: { ...response.product!, title: { secret: 1 } } });
  };
  const { status, body } = await get("/products/mug/");
  assert.deepEqual([status, body.code], [500, "INTERNAL"]);
});

Deno.test("GET /products/{slug}/ decodes the slug", async () => {
  const { get, calls } = setUp();
  await get("/products/caf%C3%A9%20%2F%20bar/");
  assert.deepEqual(calls, [["getProduct", { slug: "café / bar" }]]);
});

Deno.test("GET /products/{slug}/ answers 404 for what is not there", async () => {
  const { status, body } = await setUp().get("/products/teapot/");
  assert.deepEqual([status, body.code], [404, "NOT_FOUND"]);
});

Deno.test("GET /search/ passes the words on, and says when there are none", async () => {
  const { get, calls } = setUp();
  const { body } = await get("/search/?q=%20tea%20pot%20&limit=5");
  assert.deepEqual(body, { items: [CARD], next_cursor: null });
  assert.equal((calls[0]![1] as { query: string }).query, "tea pot");
  for (const [query, description] of [["", "is missing"], ["?q=%20", "must be at least 1 long"]]) {
    const refused = await get(`/search/${query}`);
    assert.deepEqual([refused.status, refused.body.errors], [400, [{ field: "q", description }]]);
  }
});

Deno.test("GET /categories/ answers the tree", async () => {
  const { body } = await setUp().get("/categories/");
  assert.deepEqual(body, { items: [{ slug: "kitchen", name: "Kitchen", parent_slug: null, product_count: 1 }] });
});

for (const code of [ErrorCode.UNAVAILABLE, ErrorCode.DEADLINE_EXCEEDED, ErrorCode.UNSPECIFIED]) {
  const error = new ShopError(code, "Cannot answer");

  Deno.test(`the catalogue's API tells ${error.codeName} as ${error.httpStatus}`, async () => {
    const { get, clients } = setUp();
    Object.assign(clients.catalog, {
      listProducts: () => Promise.reject(error),
      searchProducts: () => Promise.reject(error),
      getProduct: () => Promise.reject(error),
      listCategories: () => Promise.reject(error),
    });
    for (const path of ["/products/", "/search/?q=tea", "/products/mug/", "/categories/"]) {
      const { status, body, headers } = await get(path);
      assert.deepEqual([status, body.code, headers.get("cache-control")], [
        error.httpStatus,
        error.codeName,
        "no-store",
      ]);
    }
  });
}
