import { ErrorCode, ShopError } from "../../../kit/errors.ts";

/** The rest is only counted. */
const MAX_TOLD = 20;

/** What is wrong with one field of one row. */
export interface Problem {
  /** Counted from 0, over all messages of the stream. */
  row: number;
  field: string;
  /** What is allowed, as a sentence for people. */
  description: string;
}

/** INVALID_ARGUMENT that names the rows at fault, as in "rows[12].sku". */
export function problemsError(problems: Problem[]): ShopError {
  const told = problems.toSorted((a, b) => a.row - b.row).slice(0, MAX_TOLD);
  return new ShopError(
    ErrorCode.INVALID_ARGUMENT,
    `Cannot import products: the rows have ${problems.length} problem(s)`,
    {
      details: {
        violations: told.map(({ row, field, description }) => ({ field: `rows[${row}].${field}`, description })),
      },
    },
  );
}
