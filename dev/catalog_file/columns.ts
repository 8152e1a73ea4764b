/** Columns of a catalogue file, in the order in which they are written. */
export const COLUMNS = [
  "sku",
  "product",
  "name",
  "category",
  "price_pence",
  "units_sold",
  "description",
  "image",
  "stock",
  "options",
  "attributes",
] as const;

/** One column of a catalogue file. */
export type Column = typeof COLUMNS[number];

/** Columns that every file has; a cell of any other may be empty, which leaves what the shop has. */
export const REQUIRED: readonly Column[] = ["sku", "product", "name", "category", "price_pence"];

/** The column of a field of the contract's `CatalogRow`, as in "price_minor" or "options[2].name". */
export function columnOf(field: string): Column | undefined {
  const name = field.replace(/[.[].*/, "");
  return name === "price_minor" ? "price_pence" : COLUMNS.find((column) => column === name);
}
