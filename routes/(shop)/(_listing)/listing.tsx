import type { ComponentChildren } from "preact";
import { LinkButton } from "../../../components/button.tsx";
import { Facets } from "../../../components/facets.tsx";
import { FilterChips } from "../../../components/filter_chips.tsx";
import { Icon } from "../../../components/icon.tsx";
import { SHOP_CURRENCY } from "../../../components/money.ts";
import { Pager } from "../../../components/pager.tsx";
import { Panel } from "../../../components/panel.tsx";
import { ProductGrid } from "../../../components/product_grid.tsx";
import { type SortChoice, SortMenu } from "../../../components/sort_menu.tsx";
import type { Category } from "../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { activeFilters } from "./active_filters.ts";
import {
  attributeField,
  EVERYTHING,
  listingFields,
  listingHref,
  type ListingQuery,
  priceText,
  type SortName,
  SORTS,
} from "./listing_query.ts";
import type { ProductList } from "./read_list.ts";

/** Pictures that are in sight when a list opens, on most screens. */
const EAGER = 4;

export interface ListingProps {
  /** Path of the page. */
  path: string;
  query: ListingQuery;
  list: ProductList;
  /** Lets the visitor choose a category, one of these. */
  categories?: Category[];
}

/** A list of products with all that narrows it down, orders it and leads on. */
export function Listing({ path, query, list, categories }: ListingProps) {
  const { products, nextCursor, facets } = list;
  const currency = products[0]?.priceFrom?.currencyCode ?? SHOP_CURRENCY;
  const href = (change: Partial<ListingQuery>) => listingHref(path, { ...query, cursor: "", ...change });
  const clearHref = listingHref(path, { ...EVERYTHING, words: query.words, sort: query.sort });
  const chips = activeFilters(path, query, { currency, categories: categories ?? [] });
  return (
    <div class="mt-6 grid items-start gap-6 lg:grid-cols-[17rem_1fr] lg:gap-8">
      {facets && (
        <FilterPanel>
          <Facets
            facets={facets}
            currency={currency}
            hidden={listingFields(query).filter(([name]) => name === "q" || name === "sort")}
            price={{ name: "price", chosen: query.price ? priceText(query.price) : "", write: priceText }}
            stock={{ name: "stock", chosen: query.inStock }}
            attribute={{ name: attributeField, chosen: query.attributes }}
            category={categories && { name: "category", chosen: query.category }}
            action={path}
            clearHref={clearHref}
          />
        </FilterPanel>
      )}
      <section aria-labelledby="products" class="min-w-0 space-y-4 lg:col-start-2">
        <h2 id="products" class="sr-only">Products</h2>
        <Toolbar filters={chips.length} total={facets?.total ?? 0} sorts={sortChoices(query, href)} />
        <FilterChips chips={chips} clearHref={clearHref} />
        {products.length > 0
          ? <ProductGrid products={products} eager={EAGER} class="sm:grid-cols-3 lg:grid-cols-3 xl:grid-cols-4" />
          : <NothingLeft clearHref={clearHref} isFiltered={chips.length > 0} />}
        <Pager
          firstHref={query.cursor ? href({}) : undefined}
          nextHref={nextCursor ? href({ cursor: nextCursor }) : undefined}
        />
      </section>
    </div>
  );
}

/** Beside the list on a wide screen; on a narrow one the browser opens it over the page. */
function FilterPanel({ children }: { children: ComponentChildren }) {
  return (
    <aside
      id="filters"
      popover="auto"
      aria-label="Filters"
      class="fixed inset-x-3 top-20 bottom-auto m-auto max-h-[calc(100dvh-6.5rem)] w-auto max-w-md overflow-y-auto glass-strong rounded-panel p-5 text-ink lg:sticky lg:inset-auto lg:top-24 lg:z-10 lg:m-0 lg:block lg:max-w-none lg:shadow-glass"
    >
      <h2 class="mb-1 text-heading">Filters</h2>
      {children}
    </aside>
  );
}

/** What stands above the list: how many products there are, and their order. */
function Toolbar({ filters, total, sorts }: { filters: number; total: number; sorts: SortChoice[] }) {
  return (
    <div class="flex flex-wrap items-center gap-3">
      <button
        type="button"
        popovertarget="filters"
        class="inline-flex min-h-11 items-center gap-2 rounded-full border border-field-edge bg-glass-soft px-4 text-sm font-semibold lg:hidden"
      >
        <Icon name="filter" />
        Filters{filters > 0 && ` (${filters})`}
      </button>
      <p class="order-last w-full text-sm text-ink-soft sm:order-none sm:w-auto">
        {total} {total === 1 ? "product" : "products"}
      </p>
      <div class="ml-auto">
        <SortMenu choices={sorts} />
      </div>
    </div>
  );
}

function sortChoices(query: ListingQuery, href: (change: Partial<ListingQuery>) => string): SortChoice[] {
  return Object.entries(SORTS).map(([name, { label }]) => ({
    label: name === "" && query.words ? "Best match" : label,
    href: href({ sort: name as SortName }),
    chosen: name === query.sort,
  }));
}

function NothingLeft({ clearHref, isFiltered }: { clearHref: string; isFiltered: boolean }) {
  return (
    <Panel class="text-center">
      <p class="text-heading">{isFiltered ? "No product has all of that" : "There is nothing here yet"}</p>
      <p class="mt-2 text-ink-soft">
        {isFiltered ? "Take a filter off, or start again without any." : "New things come in often."}
      </p>
      <LinkButton href={isFiltered ? clearHref : "/"} class="mt-5">
        {isFiltered ? "Clear all filters" : "To the start page"}
      </LinkButton>
    </Panel>
  );
}
