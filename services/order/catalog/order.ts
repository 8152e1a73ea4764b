import { Sort } from "../../../proto/gen/shopflow/order/v1/catalog_pb.ts";

/** How a list is ordered: by these columns, the last of which is unique. All of them run the same way. */
export interface Order {
  readonly name: string;
  readonly direction: "asc" | "desc";
  readonly columns: readonly { readonly name: string; readonly type: "bigint" | "text" }[];
}

const bigint = (name: string) => ({ name, type: "bigint" }) as const;
const text = (name: string) => ({ name, type: "text" }) as const;

const POPULAR: Order = { name: "popular", direction: "desc", columns: [bigint("units_sold"), bigint("id")] };

/** Best match first. Only a search has a rank. */
export const RELEVANCE: Order = {
  name: "relevance",
  direction: "desc",
  columns: [bigint("rank"), bigint("units_sold"), bigint("id")],
};

const ORDERS: Record<Exclude<Sort, Sort.UNSPECIFIED>, Order> = {
  [Sort.POPULAR]: POPULAR,
  [Sort.PRICE_ASC]: { name: "price_asc", direction: "asc", columns: [bigint("price_from"), bigint("id")] },
  [Sort.PRICE_DESC]: { name: "price_desc", direction: "desc", columns: [bigint("price_from"), bigint("id")] },
  // Ids are given in the order of creation.
  [Sort.NEWEST]: { name: "newest", direction: "desc", columns: [bigint("id")] },
  [Sort.TITLE]: { name: "title", direction: "asc", columns: [text("sort_title"), bigint("id")] },
};

/** The order that a request asks for; `otherwise` when it leaves the choice to us. */
export function orderOf(sort: Sort, otherwise: Order = POPULAR): Order {
  return sort === Sort.UNSPECIFIED ? otherwise : ORDERS[sort];
}
