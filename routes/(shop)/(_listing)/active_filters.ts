import { bandName } from "../../../components/band_name.ts";
import type { Chip } from "../../../components/filter_chips.tsx";
import type { Category } from "../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { listingHref, type ListingQuery } from "./listing_query.ts";

/** What to call things that the address names by codes. */
interface Names {
  currency: string;
  categories: readonly Category[];
}

/** The filters that are on, each with the address of the same list without it. */
export function activeFilters(path: string, query: ListingQuery, { currency, categories }: Names): Chip[] {
  const { price, ...withoutPrice } = query;
  const chips: [label: string, without: ListingQuery][] = [];
  if (query.category) {
    const name = categories.find(({ slug }) => slug === query.category)?.name ?? query.category;
    chips.push([name, { ...query, category: "" }]);
  }
  if (price) chips.push([bandName(price, currency), withoutPrice]);
  if (query.inStock) chips.push(["In stock", { ...query, inStock: false }]);
  for (const [name, values] of Object.entries(query.attributes)) {
    for (const value of values) chips.push([`${name}: ${value}`, withoutValue(query, name, value)]);
  }
  return chips.map(([label, without]) => ({ label, href: listingHref(path, { ...without, cursor: "" }) }));
}

function withoutValue(query: ListingQuery, name: string, value: string): ListingQuery {
  const { [name]: values = [], ...others } = query.attributes;
  const left = values.filter((other) => other !== value);
  return { ...query, attributes: left.length > 0 ? { ...others, [name]: left } : others };
}
