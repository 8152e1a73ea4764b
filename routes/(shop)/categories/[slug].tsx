import { HttpError, page } from "fresh";
import { Breadcrumbs, type Crumb } from "../../../components/breadcrumbs.tsx";
import { Meta } from "../../../components/meta.tsx";
import type { Category } from "../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { define } from "../../../utils.ts";
import { PUBLIC_PAGE } from "../../(_shared)/cache.ts";
import { readCategories } from "../../(_shared)/category_tree.ts";
import { Listing } from "../(_listing)/listing.tsx";
import { listingHref, readListing } from "../(_listing)/listing_query.ts";
import { readList } from "../(_listing)/read_list.ts";

export const access = "anyone";

const pathOf = (slug: string) => `/categories/${slug}`;

export const handler = define.handlers({
  async GET(ctx) {
    const { clients, origin } = ctx.state;
    const categories = await readCategories(clients.catalog);
    const category = categories.find(({ slug }) => slug === ctx.params.slug);
    if (!category) throw new HttpError(404);
    const query = { ...readListing(ctx.url.searchParams), words: "", category: "" };
    const list = await readList(clients.catalog, { ...query, category: category.slug });
    if (!list) return ctx.redirect(listingHref(pathOf(category.slug), { ...query, cursor: "" }));
    return page(
      { category, way: wayTo(category, categories), below: below(category, categories), query, list, origin },
      {
        headers: PUBLIC_PAGE,
      },
    );
  },
});

export default define.page<typeof handler>(({ data: { category, way, below, query, list, origin } }) => (
  <>
    <Meta
      title={category.name}
      description={`${category.name} at ShopFlow: ${category.productCount} products.`}
      canonical={origin + pathOf(category.slug)}
    />
    <Breadcrumbs crumbs={way} />
    <h1 class="mt-2 text-title">{category.name}</h1>
    {below.length > 0 && (
      <nav aria-label={`In ${category.name}`} class="mt-4">
        <ul class="-mx-4 flex gap-2 overflow-x-auto px-4 py-1 sm:mx-0 sm:flex-wrap sm:px-0">
          {below.map(({ slug, name, productCount }) => (
            <li key={slug} class="shrink-0">
              <a
                href={pathOf(slug)}
                class="glass-tile inline-flex min-h-11 items-center gap-2 rounded-full px-4 font-medium hover:text-accent"
              >
                {name} <span class="text-sm text-ink-soft">{productCount}</span>
              </a>
            </li>
          ))}
        </ul>
      </nav>
    )}
    <Listing path={pathOf(category.slug)} query={query} list={list} />
  </>
));

function below({ slug }: Category, categories: Category[]): Category[] {
  return categories.filter(({ parentSlug }) => parentSlug === slug);
}

/** From the top of the tree to the category. */
function wayTo(category: Category, categories: Category[]): Crumb[] {
  const parent = categories.find(({ slug }) => slug === category.parentSlug);
  const crumb = { name: category.name, href: pathOf(category.slug) };
  return parent ? [...wayTo(parent, categories), crumb] : [crumb];
}
