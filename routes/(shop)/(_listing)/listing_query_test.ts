import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import { EVERYTHING, listingHref, type ListingQuery, readListing, type SortName, SORTS } from "./listing_query.ts";

const read = (search: string) => readListing(new URLSearchParams(search));

const text = (maxLength: number) =>
  fc.string({ unit: "grapheme", minLength: 1, maxLength }).filter((s) => s.length <= maxLength && s.isWellFormed());
const price = fc.tuple(fc.bigInt(0n, 10n ** 14n), fc.option(fc.bigInt(0n, 10n ** 14n)))
  .map(([min, more]) => (more === null ? { min } : { min, max: min + more }));
const queries: fc.Arbitrary<ListingQuery> = fc.record({
  words: text(200).map((words) => words.trim()),
  category: fc.constantFrom("", "mugs"),
  price: fc.option(price, { nil: undefined }),
  inStock: fc.boolean(),
  attributes: fc.dictionary(text(100), fc.uniqueArray(text(200), { minLength: 1, maxLength: 50 }), {
    maxKeys: 10,
    noNullPrototype: true,
  }),
  sort: fc.constantFrom(...Object.keys(SORTS) as SortName[]),
  cursor: fc.string({ maxLength: 400 }),
}).map(({ price, ...rest }) => ({ ...rest, ...(price && { price }) }));

Deno.test("readListing() reads what listingHref() writes", () => {
  fc.assert(fc.property(queries, (query) => {
    const { search } = new URL(listingHref("/search", query), "https://shop.example");
    deepEqual(read(search), query);
  }));
});

Deno.test("readListing() leaves out what makes no sense, and never throws", () => {
  for (
    const search of ["price=cheap", "price=20-10", "price=-5", "sort=constructor", "stock=yes", "a.=x", "a.Colour="]
  ) {
    deepEqual(read(search), EVERYTHING, search);
  }
  fc.assert(fc.property(fc.string(), (search) => void read(search)));
});

Deno.test("readListing() keeps within the contract's limits", () => {
  const many = (count: number, write: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => write(i)).join("&");
  equal(read(`q=${"x".repeat(500)}`).words.length, 200);
  equal(read(`cursor=${"x".repeat(401)}`).cursor, "");
  equal(Object.keys(read(many(30, (i) => `a.n${i}=x`)).attributes).length, 10);
  equal(read(many(80, (i) => `a.Colour=${i}`)).attributes.Colour?.length, 50);
});
