import { create } from "@bufbuild/protobuf";
import { type CatalogRow, CatalogRowSchema } from "../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { ShopError } from "../../services/kit/errors.ts";
import { validate } from "../../services/kit/grpc/validate.ts";
import { checkRows } from "../../services/order/catalog/import/check_rows.ts";
import { readPairs, unguardText } from "./cells.ts";
import { type Column, columnOf, COLUMNS, REQUIRED } from "./columns.ts";
import { decodeText } from "./decode_text.ts";
import { type CsvRecord, parseCsv } from "./parse_csv.ts";
import { CatalogueFileError, type FileProblem } from "./problems.ts";

/** What a catalogue file holds. */
export interface CatalogueFile {
  rows: CatalogRow[];
  /** Where each row begins. */
  lines: number[];
  /** What was not understood, and does no harm. */
  warnings: string[];
}

/**
 * Reads a catalogue file.
 *
 * @throws {CatalogueFileError} with everything that can be told to be wrong without asking the shop
 */
export function readCatalogue(bytes: Uint8Array): CatalogueFile {
  const [header, ...records] = parseCsv(decodeText(bytes));
  const { columns, warnings } = readHeader(header?.cells ?? []);
  if (records.length === 0) throw new CatalogueFileError([{ reason: "has no rows" }]);
  const problems: FileProblem[] = [];
  const rows: CatalogRow[] = [];
  const lines: number[] = [];
  for (const record of records) {
    const found = readRow(record, columns);
    if (Array.isArray(found)) problems.push(...found.map((problem) => ({ line: record.line, ...problem })));
    else rows.push(found) && lines.push(record.line);
  }
  for (const { row, field, description } of checkRows(rows)) {
    problems.push({ line: lines[row]!, column: columnOf(field) ?? field, reason: description });
  }
  if (problems.length > 0) throw new CatalogueFileError(problems);
  return { rows, lines, warnings };
}

/** Tells which cell is which; undefined for columns that we do not know. */
function readHeader(cells: string[]): { columns: (Column | undefined)[]; warnings: string[] } {
  const names = cells.map((cell) => cell.trim().toLowerCase());
  const missing = REQUIRED.filter((column) => !names.includes(column));
  const repeated = COLUMNS.filter((column) => names.indexOf(column) !== names.lastIndexOf(column));
  const problems = [
    ...missing.map((column) => ({
      line: 1,
      column,
      reason: "is missing; a file starts with the names of its columns",
    })),
    ...repeated.map((column) => ({ line: 1, column, reason: "is there twice" })),
  ];
  if (missing.length > 0 && cells.length === 1) {
    problems.push({ line: 1, column: "sku", reason: "cannot be told apart: columns must be parted by commas" });
  }
  if (problems.length > 0) throw new CatalogueFileError(problems);
  const columns = names.map((name) => COLUMNS.find((column) => column === name));
  const unknown = cells.filter((_, i) => columns[i] === undefined);
  return { columns, warnings: unknown.map((cell) => `Column "${cell}" is not known and was left out`) };
}

/** A row, or what is wrong with it. */
function readRow({ cells }: CsvRecord, columns: (Column | undefined)[]): CatalogRow | Omit<FileProblem, "line">[] {
  if (cells.length !== columns.length) {
    return [{ reason: `has ${cells.length} cells, the header has ${columns.length}` }];
  }
  const problems: Omit<FileProblem, "line">[] = [];
  const text = (column: Column) => {
    const cell = cells[columns.indexOf(column)] ?? "";
    return unguardText(column === "description" ? cell : cell.trim());
  };
  const number = (column: Column, what: string) => {
    const cell = text(column);
    if (/^\d{1,15}$/.test(cell)) return Number(cell);
    if (cell !== "") problems.push({ column, reason: `must be a whole number${what}` });
  };
  const pairs = (column: Column) => {
    const found = readPairs(text(column));
    if (!found) problems.push({ column, reason: 'must be pairs such as "Colour=Sage;Size=Large"' });
    return found ?? [];
  };
  for (const column of REQUIRED) if (text(column) === "") problems.push({ column, reason: "must not be empty" });
  const [unitsSold, stock] = [number("units_sold", ""), number("stock", "")];
  const row = create(CatalogRowSchema, {
    sku: text("sku"),
    product: text("product"),
    name: text("name"),
    category: text("category"),
    priceMinor: BigInt(number("price_pence", " of pence, such as 125") ?? 0),
    options: pairs("options"),
    attributes: pairs("attributes"),
    ...(unitsSold === undefined ? {} : { unitsSold }),
    ...(stock === undefined ? {} : { stock }),
    ...(text("description").trim() === "" ? {} : { description: text("description") }),
    ...(text("image") === "" ? {} : { image: text("image") }),
  });
  problems.push(...broken(row).filter(({ column }) => problems.every((problem) => problem.column !== column)));
  return problems.length > 0 ? problems : row;
}

/** The contract's rules that a row breaks. */
function broken(row: CatalogRow): { column: string; reason: string }[] {
  try {
    validate(CatalogRowSchema, row);
    return [];
  } catch (error) {
    if (!(error instanceof ShopError)) throw error;
    return (error.details.violations ?? []).map(({ field, description }) => ({
      column: columnOf(field) ?? field,
      reason: description,
    }));
  }
}
