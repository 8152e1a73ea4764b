import type { CatalogRow } from "../../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { namesOf } from "./category_paths.ts";
import type { Problem } from "./problems.ts";
import type { NameValue } from "./records.ts";

const MAX_CATEGORY_DEPTH = 6;
/** As much as a filter can ask for. */
const MAX_NAME = 100;
const MAX_VALUE = 200;
/** A path on the shop's own site: pictures are never fetched from elsewhere. */
const IMAGE_PATH = /^\/(?![/\\])[^\s\\]*$/;
// deno-lint-ignore no-control-regex
const CONTROL = /[\u0000-\u001f\u007f]/;
// deno-lint-ignore no-control-regex
const CONTROL_IN_TEXT = /[\u0000-\u0008\u000b-\u001f\u007f]/;

/** What the rows of one product must agree on, when they tell it at all. */
const SHARED: { field: string; tell: (row: CatalogRow) => string | undefined }[] = [
  { field: "category", tell: (row) => namesOf(row.category).join(" > ") },
  { field: "description", tell: (row) => row.description },
  { field: "attributes", tell: (row) => row.attributes.length > 0 ? pairs(row.attributes) : undefined },
];

/** All that can be told to be wrong from the rows alone, beyond the rules in the proto. */
export function checkRows(rows: CatalogRow[]): Problem[] {
  return [
    ...rows.flatMap((row, i) => [...rowProblems(row)].map((problem) => ({ row: i, ...problem }))),
    ...repeatedSkus(rows),
    ...SHARED.flatMap((shared) => disagreements(rows, shared)),
  ];
}

function* rowProblems(row: CatalogRow): Generator<Omit<Problem, "row">> {
  for (const field of ["sku", "product", "name"] as const) {
    if (row[field] !== row[field].trim() || row[field] === "" || CONTROL.test(row[field])) {
      yield { field, description: "must be a line of text without blanks around it" };
    }
  }
  const names = namesOf(row.category);
  if (names.includes("") || names.length > MAX_CATEGORY_DEPTH || CONTROL.test(row.category)) {
    yield { field: "category", description: `must be 1 to ${MAX_CATEGORY_DEPTH} names parted by " > "` };
  }
  if (row.description !== undefined && CONTROL_IN_TEXT.test(row.description)) {
    yield { field: "description", description: "must be plain text; lines end with a line feed" };
  }
  if (row.image && !IMAGE_PATH.test(row.image)) {
    yield { field: "image", description: 'must be a path on this site, such as "/images/mug.svg"' };
  }
  for (const field of ["options", "attributes"] as const) {
    if (!row[field].every(isWritable)) {
      yield {
        field,
        description:
          `must be names and values of at most ${MAX_NAME} and ${MAX_VALUE} letters, without ";" or, in a name, "="`,
      };
    }
  }
  if (new Set(row.options.map((option) => option.name)).size < row.options.length) {
    yield { field: "options", description: "must name each option once" };
  }
}

/** Whether a pair can stand in a catalogue file and in a filter. */
function isWritable({ name, value }: NameValue): boolean {
  return [name, value].every((text) =>
    text !== "" && text === text.trim() && !text.includes(";") && !CONTROL.test(text)
  ) &&
    !name.includes("=") && name.length <= MAX_NAME && value.length <= MAX_VALUE;
}

function repeatedSkus(rows: CatalogRow[]): Problem[] {
  const first = new Set<string>();
  return rows.flatMap(({ sku }, row) => {
    if (!first.has(sku)) return first.add(sku) && [];
    return [{ row, field: "sku", description: `must be unique: "${sku}" was in an earlier row` }];
  });
}

function disagreements(rows: CatalogRow[], { field, tell }: (typeof SHARED)[number]): Problem[] {
  const told = new Map<string, { value: string; sku: string }>();
  return rows.flatMap((row, i) => {
    const value = tell(row);
    if (value === undefined) return [];
    const before = told.get(row.product);
    if (!before) told.set(row.product, { value, sku: row.sku });
    if (!before || before.value === value) return [];
    return [{ row: i, field, description: `must be as for "${before.sku}" of the same product` }];
  });
}

function pairs(list: NameValue[]): string {
  return JSON.stringify(list.map(({ name, value }) => [name, value]));
}
