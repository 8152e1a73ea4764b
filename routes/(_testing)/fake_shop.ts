import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { Clients } from "../../edge/clients/clients.ts";
import type { Money } from "../../proto/gen/shopflow/common/v1/money_pb.ts";
import { type CartLineSchema, CartSchema, type CartService } from "../../proto/gen/shopflow/order/v1/cart_pb.ts";
import {
  type CatalogService,
  type Category,
  type CategorySchema,
  FacetsSchema,
  ListProductsResponseSchema,
  type Product,
  type ProductFilter,
  ProductSchema,
  SearchProductsResponseSchema,
} from "../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import {
  type CheckoutService,
  type PlaceOrderRequest,
  QuoteOrderResponseSchema,
} from "../../proto/gen/shopflow/order/v1/checkout_pb.ts";
import { type Order, OrderSchema, OrderStatus, PaymentStatus } from "../../proto/gen/shopflow/order/v1/order_pb.ts";
import { ErrorCode, ShopError } from "../../services/kit/errors.ts";
import type { Handlers } from "../../services/kit/grpc/implementation.ts";
import { FakeIdentity } from "../../edge/testing/fake_identity.ts";
import { FakeOrders } from "./fake_orders.ts";
import { fakeQuotes, gbp } from "./fake_prices.ts";

/** The service methods that a test can make fail. */
type Failing =
  | "listProducts"
  | "listCategories"
  | "getProduct"
  | "addToCart"
  | "setCartLine"
  | "placeOrder"
  | "getOrder"
  | "cancelOrder"
  | "requestReturn"
  | "requestStockNotice";

/** The services behind the site, in memory: as much of their behaviour as pages show. */
export class FakeShop {
  readonly products: Product[];
  readonly categories: MessageInitShape<typeof CategorySchema>[];
  /** What a method fails with, until it is taken away. */
  readonly failures: Partial<Record<Failing, ShopError>> = {};
  /** Where the bank wants to hear from who orders; empty when it does not. */
  challengeUrl: string | undefined;
  readonly placed: PlaceOrderRequest[] = [];
  readonly book = new FakeOrders();
  readonly identity = new FakeIdentity();
  /** Who wants to hear of what. */
  readonly notices: { sku: string; email: string }[] = [];
  /** Quantity and price when added, by guest and SKU. */
  readonly #carts = new Map<string, Map<string, { quantity: number; added: bigint }>>();

  constructor(products: MessageInitShape<typeof ProductSchema>[], categories: FakeShop["categories"]) {
    this.products = products.map((product) => create(ProductSchema, product));
    this.categories = categories;
  }

  /** The clients that the edge would have. */
  get clients(): Clients {
    return {
      ...this.identity.clients,
      catalog: this.#catalog(),
      cart: this.#cartService(),
      checkout: this.#checkout(),
      orders: this.book.service((method, answer) => this.#answer(method, answer)),
      inventory: {
        requestStockNotice: ({ sku, email }: { sku: string; email: string }) =>
          this.#answer("requestStockNotice", () => (this.notices.push({ sku, email }), {})),
      },
    } as unknown as Clients;
  }

  get orders() {
    return this.book.orders;
  }

  #answer<T>(method: Failing, answer: () => T): Promise<T> {
    const failure = this.failures[method];
    return failure ? Promise.reject(failure) : Promise.resolve().then(answer);
  }

  #catalog(): Partial<Handlers<typeof CatalogService>> {
    const matching = (filter: Partial<ProductFilter> = {}) =>
      this.products.filter(({ categoryPath }) =>
        !filter.category || categoryPath.some(({ slug }) => slug === filter.category)
      );
    return {
      listProducts: ({ filter, pageSize }) =>
        this.#answer(
          "listProducts",
          () => create(ListProductsResponseSchema, listed(matching(filter).slice(0, pageSize))),
        ),
      searchProducts: ({ query, filter }) =>
        Promise.resolve(create(
          SearchProductsResponseSchema,
          listed(matching(filter).filter(({ title }) => title.toLowerCase().includes(query.toLowerCase()))),
        )),
      listCategories: () => this.#answer("listCategories", () => ({ categories: this.categories as Category[] })),
      getProduct: ({ slug }) =>
        this.#answer("getProduct", () => {
          const product = this.products.find((product) => product.slug === slug);
          if (!product) throw new ShopError(ErrorCode.NOT_FOUND, `Cannot read product "${slug}": it does not exist`);
          return { product };
        }),
    };
  }

  #cartService(): Handlers<typeof CartService> {
    return {
      getCart: ({ guestId }) => Promise.resolve({ cart: this.#cart(guestId) }),
      addToCart: ({ guestId, sku, quantity }) =>
        this.#answer("addToCart", () => {
          const before = this.#lines(guestId).get(sku)?.quantity ?? 0;
          const { itemCount } = this.#set(guestId, sku, before + quantity);
          return { itemCount };
        }),
      setCartLine: ({ guestId, sku, quantity }) =>
        this.#answer("setCartLine", () => ({ cart: this.#set(guestId, sku, quantity) })),
    };
  }

  #checkout(): Partial<Handlers<typeof CheckoutService>> {
    return {
      quoteOrder: (request) =>
        Promise.try(() =>
          create(QuoteOrderResponseSchema, {
            quotes: fakeQuotes(this.#cart(request.guestId).subtotal!.minorUnits, request),
          })
        ),
      placeOrder: (request) =>
        this.#answer("placeOrder", () => {
          this.placed.push(request);
          const before = this.orders.find((_, index) => this.placed[index]?.idempotencyKey === request.idempotencyKey);
          if (before) return { order: before, replayed: true };
          const order = this.#order(request);
          this.orders.push(Object.assign(order, { guestId: request.guestId }));
          this.#carts.delete(request.guestId);
          return { order, replayed: false };
        }),
    };
  }

  #lines(guestId: string) {
    const lines = this.#carts.get(guestId) ?? new Map<string, { quantity: number; added: bigint }>();
    this.#carts.set(guestId, lines);
    return lines;
  }

  #variant(sku: string) {
    for (const product of this.products) {
      const variant = product.variants.find((variant) => variant.sku === sku);
      if (variant) return { product, variant };
    }
    throw new ShopError(ErrorCode.NOT_FOUND, `Cannot find variant "${sku}": it does not exist`);
  }

  #set(guestId: string, sku: string, quantity: number) {
    const lines = this.#lines(guestId);
    if (quantity === 0) lines.delete(sku);
    else lines.set(sku, { quantity, added: lines.get(sku)?.added ?? this.#variant(sku).variant.price!.minorUnits });
    return this.#cart(guestId);
  }

  #cart(guestId: string) {
    const lines = [...this.#lines(guestId)].map(
      ([sku, { quantity, added }]): MessageInitShape<typeof CartLineSchema> => {
        const { product, variant } = this.#variant(sku);
        const price = variant.price!.minorUnits;
        return {
          sku,
          productSlug: product.slug,
          title: product.title,
          optionValues: variant.optionValues,
          ...(product.images[0] && { image: product.images[0] }),
          quantity,
          available: variant.available,
          unitPrice: gbp(price),
          addedPrice: gbp(added),
          total: gbp(price * BigInt(quantity)),
        };
      },
    );
    const subtotal = lines.reduce((sum, { total }) => sum + (total as Money).minorUnits, 0n);
    const itemCount = lines.reduce((sum, { quantity }) => sum + quantity!, 0);
    return create(CartSchema, { lines, itemCount, subtotal: gbp(subtotal) });
  }

  #order(request: PlaceOrderRequest): Order {
    const cart = this.#cart(request.guestId);
    if (cart.lines.length === 0) throw new ShopError(ErrorCode.CART_EMPTY, "Cannot place order: the cart has no lines");
    const { countryCode, region } = request.shippingAddress!;
    const quotes = fakeQuotes(cart.subtotal!.minorUnits, { countryCode, region, coupons: request.coupons });
    const { method, totals } = quotes.find(({ method }) => method!.code === request.shippingMethod)!;
    const { $typeName: _, ...costs } = totals!;
    const now = timestampFromDate(new Date());
    const { challengeUrl } = this;
    const isPaid = challengeUrl === undefined;
    return create(OrderSchema, {
      ...costs,
      number: `SF-${this.orders.length + 1001}`,
      status: isPaid ? OrderStatus.PAID : OrderStatus.PLACED,
      cancellable: true,
      placedAt: now,
      contact: request.contact!,
      shippingAddress: request.shippingAddress!,
      shippingMethod: method!.name,
      lines: cart.lines.map(({ $typeName: _, available: _a, addedPrice: _p, $unknown: _u, ...line }) => line),
      history: [{ status: OrderStatus.PLACED, at: now }, ...(isPaid ? [{ status: OrderStatus.PAID, at: now }] : [])],
      payment: {
        status: isPaid ? PaymentStatus.CAPTURED : PaymentStatus.CHALLENGED,
        challengeUrl: challengeUrl ?? "",
        amount: totals!.total!,
        cardBrand: "visa",
        cardLast4: request.card!.number.slice(-4),
      },
    });
  }
}

function listed(products: Product[]) {
  const cards = products.map(({ slug, title, images, variants }) => ({
    slug,
    title,
    ...(images[0] && { image: images[0] }),
    priceFrom: variants[0]!.price!,
    priceTo: variants.at(-1)!.price!,
    inStock: variants.some(({ available }) => available > 0),
    variantCount: variants.length,
  }));
  const values = new Map<string, Map<string, number>>();
  for (const { name, value } of products.flatMap(({ attributes }) => attributes)) {
    const counts = values.get(name) ?? new Map<string, number>();
    values.set(name, counts.set(value, (counts.get(value) ?? 0) + 1));
  }
  return {
    products: cards,
    facets: create(FacetsSchema, {
      total: products.length,
      inStock: cards.filter(({ inStock }) => inStock).length,
      priceBands: [{ min: 0n, max: 999n, count: 3 }, { min: 1000n, max: 1999n, count: 4 }, { min: 2000n, count: 1 }],
      attributes: [...values].map(([name, counts]) => ({
        name,
        values: [...counts].map(([value, count]) => ({ value, count })),
      })),
    }),
  };
}
