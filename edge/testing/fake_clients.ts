import { create } from "@bufbuild/protobuf";
import {
  HealthCheckResponse_ServingStatus as Serving,
  HealthListResponseSchema,
} from "../../proto/gen/grpc/health/v1/health_pb.ts";
import {
  GetProductResponseSchema,
  ListCategoriesResponseSchema,
  ListProductsResponseSchema,
  SearchProductsResponseSchema,
} from "../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { ReceivePaymentEventResponseSchema } from "../../proto/gen/shopflow/order/v1/payment_pb.ts";
import { ErrorCode, ShopError } from "../../services/kit/errors.ts";
import type { Clients } from "../clients/clients.ts";
import { FakeIdentity } from "./fake_identity.ts";

const price = { currencyCode: "GBP", minorUnits: 1299n };
const image = { url: "/images/catalogue/mug.svg", alt: "A mug" };
const card = { slug: "mug", title: "Mug", image, priceFrom: price, priceTo: price, inStock: true, variantCount: 1 };
const category = { slug: "kitchen", name: "Kitchen", parentSlug: "", productCount: 1 };
const facets = {
  total: 1,
  inStock: 1,
  categories: [category],
  priceBands: [{ min: 0n, max: 1000n, count: 0 }, { min: 1001n, count: 1 }],
  attributes: [{ name: "Material", values: [{ value: "Stoneware", count: 1 }] }],
};
const product = {
  slug: "mug",
  title: "Mug",
  description: "Holds tea.",
  categoryPath: [category],
  images: [image],
  options: [],
  variants: [{ sku: "MUG-1", optionValues: [{ name: "Colour", value: "Sage" }], price, available: 3 }],
  attributes: [{ name: "Material", value: "Stoneware" }],
};

/** A call that a fake client took: the method's name and its request. */
export type Call = [method: string, request: unknown];

/** Stands for the services: one product, everything healthy. Methods can be replaced; `calls` lists what was asked. */
export function fakeClients(calls: Call[] = [], identity = new FakeIdentity()) {
  const answer = <Request, Response>(name: string, respond: (request: Request) => Response) => (request: Request) => {
    calls.push([name, request]);
    return Promise.try(respond, request);
  };
  const health = () =>
    create(HealthListResponseSchema, {
      statuses: { "": { status: Serving.SERVING }, postgres: { status: Serving.SERVING } },
    });
  const clients = {
    ...identity.clients,
    catalog: {
      listProducts: answer(
        "listProducts",
        ({ withFacets }: { withFacets?: boolean }) =>
          create(ListProductsResponseSchema, { products: [card], nextCursor: "bmV4dA", ...(withFacets && { facets }) }),
      ),
      searchProducts: answer(
        "searchProducts",
        ({ withFacets }: { withFacets?: boolean }) =>
          create(SearchProductsResponseSchema, { products: [card], nextCursor: "", ...(withFacets && { facets }) }),
      ),
      getProduct: answer("getProduct", ({ slug }: { slug: string }) => {
        if (slug === product.slug) return create(GetProductResponseSchema, { product });
        throw new ShopError(ErrorCode.NOT_FOUND, `Cannot read product "${slug}": it does not exist`);
      }),
      listCategories: answer("listCategories", () => create(ListCategoriesResponseSchema, { categories: [category] })),
    },
    payments: { receivePaymentEvent: answer("receivePaymentEvent", () => create(ReceivePaymentEventResponseSchema)) },
    health: { order: { list: answer("order health", health) }, user: { list: answer("user health", health) } },
    close() {},
  };
  return clients as typeof clients & Clients;
}
