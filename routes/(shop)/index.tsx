import { page } from "fresh";
import { LinkButton } from "../../components/button.tsx";
import { Icon, type IconProps } from "../../components/icon.tsx";
import { Meta } from "../../components/meta.tsx";
import { Picture } from "../../components/picture.tsx";
import { ProductGrid } from "../../components/product_grid.tsx";
import type { Clients } from "../../edge/clients/clients.ts";
import { type Category, type Image, type ProductCard, Sort } from "../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { define } from "../../utils.ts";
import { PUBLIC_PAGE } from "../(_shared)/cache.ts";
import { readCategories } from "../(_shared)/category_tree.ts";

export const access = "anyone";

const SHOWN = 8;
const COLLECTIONS = 6;

/** One of the largest top categories, with a picture of what sells best there. */
interface Collection extends Pick<Category, "slug" | "name" | "productCount"> {
  image: Image | undefined;
}

export const handler = define.handlers({
  async GET(ctx) {
    const { clients: { catalog }, origin } = ctx.state;
    const [collections, popular, newest] = await Promise.all([
      readCollections(catalog),
      catalog.listProducts({ sort: Sort.POPULAR, pageSize: SHOWN }),
      catalog.listProducts({ sort: Sort.NEWEST, pageSize: SHOWN }),
    ]);
    return page({ collections, popular: popular.products, newest: newest.products, origin }, { headers: PUBLIC_PAGE });
  },
});

async function readCollections(catalog: Clients["catalog"]): Promise<Collection[]> {
  const top = (await readCategories(catalog)).filter(({ parentSlug }) => parentSlug === "");
  const largest = top.toSorted((a, b) => b.productCount - a.productCount).slice(0, COLLECTIONS);
  return await Promise.all(largest.map(async ({ slug, name, productCount }) => {
    const { products } = await catalog.listProducts({ filter: { category: slug }, pageSize: 1 });
    return { slug, name, productCount, image: products[0]?.image };
  }));
}

export default define.page<typeof handler>(({ data: { collections, popular, newest, origin } }) => (
  <>
    <Meta
      title="Things for the home, chosen to be kept"
      description="Stoneware, linen, candles and other things for the home, chosen to be kept."
      canonical={`${origin}/`}
    />
    <Hero pictures={popular.slice(0, 3)} />
    {collections.length > 0 && <Collections collections={collections} />}
    <Shelf id="popular" title="Loved by many" products={popular} />
    <Promises />
    <Shelf id="newest" title="Just in" products={newest} />
  </>
));

// Each picture of the hero has its place, none of them straight.
const PLACES = [
  "left-[4%] top-[14%] w-[46%] -rotate-6 z-10",
  "right-[3%] top-0 w-[43%] rotate-3",
  "right-[10%] bottom-0 w-[50%] rotate-[-2deg] z-20",
];

function Hero({ pictures }: { pictures: ProductCard[] }) {
  return (
    <section class="glass grid items-center gap-8 overflow-hidden rounded-panel p-6 sm:p-10 lg:grid-cols-[1.1fr_1fr] lg:p-14">
      <div>
        <p class="text-sm font-semibold tracking-wide text-accent uppercase">Made well, kept long</p>
        <h1 class="mt-3 text-display">Good things for every day.</h1>
        <p class="mt-5 max-w-md text-lg text-ink-soft">
          Stoneware that fits the hand, linen that softens, light that flatters. Chosen one by one.
        </p>
        <div class="mt-8 flex flex-wrap gap-3">
          <LinkButton href="#popular">
            See what is loved
            <Icon name="arrow" />
          </LinkButton>
          <LinkButton href="#newest" look="quiet">Just in</LinkButton>
        </div>
      </div>
      <div class="relative mx-auto aspect-[5/4] w-full max-w-xl">
        <span class="absolute top-[-6%] right-[24%] w-[36%] aspect-square orb-orb-2" />
        <span class="absolute bottom-[-4%] left-[8%] w-[26%] aspect-square orb-orb-1" />
        <span class="absolute right-[-7%] bottom-[18%] w-[22%] aspect-square orb-orb-3" />
        {pictures.map(({ slug, title, image }, index) => (
          <a
            key={slug}
            href={`/products/${slug}`}
            class={`absolute rounded-tile glass p-2 shadow-lift sm:p-3 motion-safe:transition motion-safe:duration-300 motion-safe:hover:scale-[1.03] ${
              PLACES[index]
            }`}
          >
            <Picture
              image={image && { ...image, alt: title }}
              priority
              class="w-full rounded-[calc(var(--radius-tile)-0.4rem)]"
            />
          </a>
        ))}
      </div>
    </section>
  );
}

function Collections({ collections }: { collections: Collection[] }) {
  return (
    <section aria-labelledby="collections" class="mt-14">
      <h2 id="collections" class="mb-5 text-title">Shop by room and reason</h2>
      <ul class="grid grid-cols-2 gap-3 sm:grid-cols-3 sm:gap-5 lg:grid-cols-6">
        {collections.map(({ slug, name, productCount, image }) => (
          <li key={slug}>
            <a
              href={`/categories/${slug}`}
              class="group glass-tile flex h-full flex-col rounded-tile p-2 hover:shadow-lift motion-safe:transition motion-safe:hover:-translate-y-1"
            >
              <span class="block overflow-hidden rounded-[calc(var(--radius-tile)-0.4rem)] bg-tile">
                <Picture
                  image={image}
                  size={300}
                  decorative
                  class="w-full motion-safe:transition motion-safe:duration-500 motion-safe:group-hover:scale-105"
                />
              </span>
              <span class="px-2 pt-3 pb-2 leading-tight">
                <span class="block font-semibold group-hover:text-accent">{name}</span>
                <span class="text-sm text-ink-soft">{productCount} products</span>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Shelf({ id, title, products }: { id: string; title: string; products: ProductCard[] }) {
  if (products.length === 0) return null;
  return (
    <section aria-labelledby={id} class="mt-14">
      <h2 id={id} class="mb-5 text-title">{title}</h2>
      <ProductGrid products={products} />
    </section>
  );
}

const PROMISES: { icon: IconProps["name"]; title: string; text: string }[] = [
  { icon: "user", title: "No account needed", text: "Put things in the cart and go to the checkout. That is all." },
  {
    icon: "check",
    title: "What you see is what you pay",
    text: "If a price changes while you shop, we ask before you pay.",
  },
  { icon: "pulse", title: "Follow your order live", text: "Its page changes the moment something happens to it." },
];

function Promises() {
  return (
    <section aria-label="How we work" class="mt-14">
      <ul class="glass grid gap-6 rounded-panel p-6 sm:grid-cols-3 sm:p-10">
        {PROMISES.map(({ icon, title, text }) => (
          <li key={title} class="flex gap-4">
            <span class="grid size-12 shrink-0 place-items-center rounded-2xl bg-accent-soft text-accent">
              <Icon name={icon} class="size-6" />
            </span>
            <span>
              <span class="block font-semibold">{title}</span>
              <span class="text-ink-soft">{text}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
