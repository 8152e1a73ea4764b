import { page } from "fresh";
import { LinkButton } from "../../components/button.tsx";
import { Meta } from "../../components/meta.tsx";
import { Panel } from "../../components/panel.tsx";
import { ProductGrid } from "../../components/product_grid.tsx";
import { type Category, type ProductCard, Sort } from "../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { define } from "../../utils.ts";
import { PUBLIC_PAGE } from "../(_shared)/cache.ts";
import { readCategories } from "../(_shared)/category_tree.ts";
import { Listing } from "./(_listing)/listing.tsx";
import { EVERYTHING, listingHref, type ListingQuery, readListing } from "./(_listing)/listing_query.ts";
import { type ProductList, readList } from "./(_listing)/read_list.ts";

export const access = "anyone";

const PATH = "/search";
const SUGGESTIONS = 8;

interface Data {
  query: ListingQuery;
  /** Null when nothing was asked for. */
  list: ProductList | null;
  categories: Category[];
  /** What others buy, where there is nothing to list. */
  popular: ProductCard[];
}

export const handler = define.handlers<Data>({
  async GET(ctx) {
    const { catalog } = ctx.state.clients;
    const query = readListing(ctx.url.searchParams);
    const asked = query.words !== "";
    const [list, categories] = await Promise.all([asked ? readList(catalog, query) : null, readCategories(catalog)]);
    if (asked && !list) return ctx.redirect(listingHref(PATH, { ...query, cursor: "" }));
    const popular = foundAny(query, list) ? [] : (await catalog.listProducts({
      sort: Sort.POPULAR,
      pageSize: SUGGESTIONS,
    })).products;
    return page({ query, list, categories, popular }, { headers: PUBLIC_PAGE });
  },
});

/** Whether the words found something; filters may have left nothing of it. */
function foundAny(query: ListingQuery, list: ProductList | null): boolean {
  const isFiltered = listingHref("", { ...query, sort: "" }) !== listingHref("", { ...EVERYTHING, words: query.words });
  return list !== null && (list.products.length > 0 || isFiltered);
}

export default define.page<typeof handler>(({ data: { query, list, categories, popular } }) => {
  const title = query.words === "" ? "Search" : `Results for “${query.words}”`;
  return (
    <>
      <Meta title={title} hidden />
      {list && popular.length === 0
        ? (
          <>
            <h1 class="mt-4 text-title wrap-anywhere">{title}</h1>
            <Listing path={PATH} query={query} list={list} categories={categories} />
          </>
        )
        : <NothingFound words={query.words} categories={categories} popular={popular} />}
    </>
  );
});

function NothingFound({ words, categories, popular }: { words: string } & Pick<Data, "categories" | "popular">) {
  return (
    <>
      <Panel class="mt-4 sm:p-10">
        <h1 class="text-title wrap-anywhere">
          {words === "" ? "What are you looking for?" : `Nothing found for “${words}”`}
        </h1>
        <p class="mt-3 max-w-prose text-ink-soft">
          {words === ""
            ? "Type a word into the search box, such as “mug” or “linen”. Small typing errors do no harm."
            : "Try fewer or more general words. Small typing errors do no harm; or look through a category:"}
        </p>
        <ul class="mt-5 flex flex-wrap gap-2">
          {categories.filter(({ parentSlug }) => parentSlug === "").map(({ slug, name }) => (
            <li key={slug}>
              <LinkButton href={`/categories/${slug}`} look="quiet">{name}</LinkButton>
            </li>
          ))}
        </ul>
      </Panel>
      <section aria-labelledby="popular" class="mt-10">
        <h2 id="popular" class="mb-4 text-heading">What others like</h2>
        <ProductGrid products={popular} />
      </section>
    </>
  );
}
