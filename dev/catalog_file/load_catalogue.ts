import type {
  CatalogRow,
  CatalogService,
  ImportProductsResponse,
} from "../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { ErrorCode, ShopError } from "../../services/kit/errors.ts";
import type { Client } from "../../services/kit/grpc/client.ts";
import { columnOf } from "./columns.ts";
import { CatalogueFileError, type FileProblem } from "./problems.ts";
import { readCatalogue } from "./read_catalogue.ts";

/** Rows in one message: with the longest texts they come to just under the 4 MiB that a server takes. */
const MESSAGE = 50;
/** A row that the shop refused, as in "rows[12].price_minor". */
const ROW_FIELD = /^rows\[(\d+)\]\.(.+)$/;

/** Tells how far a load is. */
export type OnProgress = (sent: number, total: number) => void;

/** What loading a file changed. */
export interface Loaded extends Pick<ImportProductsResponse, "created" | "updated" | "unchanged" | "products"> {
  /** What was left out of the file. */
  warnings: string[];
}

/**
 * Loads a catalogue file into the shop: all of it, or nothing.
 *
 * @throws {CatalogueFileError} when the file cannot be accepted, by us or by the shop
 * @throws {ShopError} when the shop cannot be asked
 */
export async function loadCatalogue(
  file: string | URL,
  client: Pick<Client<typeof CatalogService>, "importProducts">,
  onProgress: OnProgress = () => {},
): Promise<Loaded> {
  const { rows, lines, warnings } = readCatalogue(await Deno.readFile(file));
  try {
    return { ...await client.importProducts(messages(rows, onProgress)), warnings };
  } catch (error) {
    throw refusal(error, lines) ?? error;
  }
}

async function* messages(rows: CatalogRow[], onProgress: OnProgress): AsyncGenerator<{ rows: CatalogRow[] }> {
  for (let start = 0; start < rows.length; start += MESSAGE) {
    yield { rows: rows.slice(start, start + MESSAGE) };
    onProgress(Math.min(start + MESSAGE, rows.length), rows.length);
  }
}

/** What the shop says of rows, said of lines. */
function refusal(error: unknown, lines: number[]): CatalogueFileError | undefined {
  if (!(error instanceof ShopError) || error.code !== ErrorCode.INVALID_ARGUMENT) return undefined;
  const problems = (error.details.violations ?? []).map(({ field, description }): FileProblem => {
    const [, row, name = field] = ROW_FIELD.exec(field) ?? [];
    return { ...(row && { line: lines[Number(row)]! }), column: columnOf(name) ?? name, reason: description };
  });
  const count = Number(/(\d+) problem/.exec(error.message)?.[1] ?? problems.length);
  return new CatalogueFileError(problems, count);
}
