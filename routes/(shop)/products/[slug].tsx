import { page } from "fresh";
import { Breadcrumbs } from "../../../components/breadcrumbs.tsx";
import { Gallery } from "../../../components/gallery.tsx";
import { Meta } from "../../../components/meta.tsx";
import { formatMoney } from "../../../components/money.ts";
import { Notice } from "../../../components/notice.tsx";
import { Panel } from "../../../components/panel.tsx";
import { ProductGrid } from "../../../components/product_grid.tsx";
import type { VariantChoice } from "../../../components/variants.ts";
import type { State } from "../../../edge/state.ts";
import { VariantPicker } from "../../../islands/variant_picker.tsx";
import type { Product, ProductCard } from "../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { define } from "../../../utils.ts";
import { PRIVATE, PUBLIC_PAGE } from "../../(_shared)/cache.ts";
import { cartProblem } from "../../(_shared)/cart_problem.ts";
import { found } from "../../(_shared)/found.ts";
import { readForm } from "../../(_shared)/read_form.ts";
import { priceRange, productJson, variantChoices } from "./(_product)/product_data.ts";
import { StockNotice } from "./(_product)/stock_notice.tsx";
import { wantedVariant } from "./(_product)/wanted_variant.ts";

export const access = "anyone";

/** Products of the same category that are shown besides. */
const RELATED = 4;
/** Longest description for search engines, in characters. */
const SUMMARY = 155;

interface Data {
  product: Product;
  related: ProductCard[];
  origin: string;
  /** Why nothing was put into the cart. */
  problem?: string;
}

export const handler = define.handlers<Data>({
  async GET(ctx) {
    return page(await readPage(ctx.state, ctx.params.slug ?? ""), { headers: PUBLIC_PAGE });
  },
  async POST(ctx) {
    const slug = ctx.params.slug ?? "";
    const form = await readForm(ctx.req);
    const { product } = await found(ctx.state.clients.catalog.getProduct({ slug }));
    const answer = await add(ctx.state, wantedVariant(product!, form), form);
    if (ctx.req.headers.get("accept") === "application/json") {
      return Response.json(answer, { status: answer.status, headers: PRIVATE });
    }
    if (answer.status === 200) return ctx.redirect("/cart", 303);
    const data = await readPage(ctx.state, slug);
    return page({ ...data, problem: answer.message }, { status: answer.status, headers: PRIVATE });
  },
});

async function readPage({ clients: { catalog }, origin }: State, slug: string): Promise<Data> {
  const { product } = await found(catalog.getProduct({ slug }));
  const category = product!.categoryPath.at(-1)?.slug ?? "";
  const { products } = await catalog.listProducts({ filter: { category }, pageSize: RELATED + 1 });
  return { product: product!, related: products.filter((other) => other.slug !== slug).slice(0, RELATED), origin };
}

async function add({ clients, guest }: State, variant: VariantChoice | undefined, form: FormData) {
  if (!variant) return { status: 422, message: "This combination is not made. Choose another one." };
  const quantity = Number(form.get("quantity") ?? 1);
  if (!Number.isInteger(quantity) || quantity < 1) return { status: 422, message: "The quantity must be 1 or more." };
  try {
    const { itemCount } = await clients.cart.addToCart({
      guestId: guest.ensure(),
      sku: variant.sku,
      quantity,
      // A page that everybody gets alike cannot hold a key: only the browser's script makes one.
      idempotencyKey: String(form.get("key") ?? crypto.randomUUID()),
    });
    return { status: 200, message: `${quantity} added to your cart.`, itemCount };
  } catch (error) {
    return cartProblem(error);
  }
}

export default define.page<typeof handler>(({ data: { product, related, origin, problem } }) => {
  const path = `/products/${product.slug}`;
  const variants = variantChoices(product);
  return (
    <>
      <Meta
        title={product.title}
        description={product.description.slice(0, SUMMARY)}
        canonical={origin + path}
        image={product.images[0] && new URL(product.images[0].url, origin).href}
      />
      <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: productJson(product, origin) }} />
      <Breadcrumbs
        crumbs={[
          ...product.categoryPath.map(({ name, slug }) => ({ name, href: `/categories/${slug}` })),
          { name: product.title, href: path },
        ]}
      />
      <div class="mt-2 grid items-start gap-6 lg:grid-cols-[1.15fr_1fr] lg:gap-10">
        <Gallery images={product.images} title={product.title} />
        <div class="lg:sticky lg:top-24">
          <Panel>
            <h1 class="mb-4 text-title">{product.title}</h1>
            {problem && <Notice kind="bad" urgent class="mb-5">{problem}</Notice>}
            <VariantPicker
              action={path}
              options={product.options.map(({ name, values }) => ({ name, values }))}
              variants={variants}
              pictures={product.images.map(({ url }) => url)}
              priceRange={priceRange(product)}
            />
            {product.options.length > 1 && <VariantTable product={product} variants={variants} />}
            <StockNotice slug={product.slug} variants={variants} />
          </Panel>
          <Facts product={product} />
        </div>
      </div>
      {related.length > 0 && (
        <section aria-labelledby="related" class="mt-14">
          <h2 id="related" class="mb-5 text-heading">Goes well with it</h2>
          <ProductGrid products={related} />
        </section>
      )}
    </>
  );
});

/** What there is to choose from, where no script follows the choice of several options. */
function VariantTable({ product, variants }: { product: Product; variants: VariantChoice[] }) {
  return (
    <table class="mt-6 hidden w-full text-left text-sm noscript:table">
      <caption class="pb-2 text-left font-semibold">All there is</caption>
      <thead>
        <tr>
          {[...product.options.map(({ name }) => name), "Price", "Stock"].map((name) => (
            <th key={name} scope="col" class="py-1.5 pr-3">{name}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {variants.map(({ sku, values, price, available }) => (
          <tr key={sku} class="border-t border-line">
            {[...values, formatMoney(price), available === 0 ? "Sold out" : "In stock"].map((text, index) => (
              <td key={index} class="py-1.5 pr-3">{text}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Facts({ product: { description, attributes } }: { product: Product }) {
  if (description === "" && attributes.length === 0) return null;
  return (
    <Panel as="section" labelledBy="about" class="mt-5">
      <h2 id="about" class="text-heading">About it</h2>
      {description.split(/\n\s*\n/).map((paragraph) => <p key={paragraph} class="mt-3 text-ink-soft">{paragraph}</p>)}
      {attributes.length > 0 && (
        <dl class="mt-5 grid grid-cols-[auto_1fr] gap-x-6">
          {attributes.map(({ name, value }) => (
            <div key={name} class="col-span-2 grid grid-cols-subgrid border-t border-line py-2.5">
              <dt class="text-ink-soft">{name}</dt>
              <dd class="font-medium">{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </Panel>
  );
}
