import { parse } from "csv-parse/sync";
import { CatalogueFileError } from "./problems.ts";

/** A record of a CSV file. */
export interface CsvRecord {
  /** Where it begins, counted from 1. */
  line: number;
  cells: string[];
}

interface Parsed {
  record: string[];
  raw: string;
  info: { lines: number };
}

/** Reads the records of a CSV text that has line feeds alone. Empty ones are left out. Fails where a quote is not closed. */
export function parseCsv(text: string): CsvRecord[] {
  const broken: number[] = [];
  const parsed = parse(text, {
    info: true,
    raw: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    skip_records_with_error: true,
    on_skip: (error) => {
      broken.push(Number(error?.lines));
      return undefined;
    },
  }) as unknown as Parsed[];
  if (broken.length > 0) {
    // Behind a stray quote nothing can be told for sure, so only the first one is.
    throw new CatalogueFileError([{
      line: broken[0]!,
      reason: 'has a stray quote; write a quote within quotes as ""',
    }]);
  }
  return parsed.map(({ record, raw, info }) => ({
    line: info.lines - (raw.trim().split("\n").length - 1),
    cells: record,
  }));
}
