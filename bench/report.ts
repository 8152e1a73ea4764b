import { print } from "../dev/print.ts";
import type { Comparison } from "./rounds.ts";

/** A budget counts as broken when it is missed by more than this share: the machine is never quite quiet. */
export const TOLERANCE = 0.15;

const NAME_WIDTH = 42;
const COLUMN_WIDTH = 11;

/** Prints figures, and remembers which budgets are broken. */
export class Report {
  readonly broken: string[] = [];

  /** Begins a table. */
  table(title: string, ...columns: string[]): void {
    print(`\n${title}`);
    if (columns.length > 0) print(row("", columns));
  }

  /** One line of a table that holds information only. */
  line(name: string, ...cells: string[]): void {
    print(row(name, cells));
  }

  /** A rate against its floor. `atLeast` makes it a budget; an `aim` is what it is to become. */
  ratio(name: string, { floor, ours, ratio, lowest, highest }: Comparison, atLeast?: number, aim?: number): void {
    const cells = [whole(floor), whole(ours), ratio.toFixed(2), `${lowest.toFixed(2)}-${highest.toFixed(2)}`];
    if (atLeast === undefined) return this.line(name, ...cells);
    const isKept = ratio >= atLeast * (1 - TOLERANCE);
    this.#budget(name, cells, `at least ${atLeast}`, isKept, aim !== undefined && ratio < aim ? aim : undefined);
  }

  /** A figure that must stay below a limit. A figure that does not depend on the machine's mood is `exact`. */
  limit(
    name: string,
    figure: number,
    atMost: number,
    unit: string,
    options: { exact?: boolean; aim?: number } = {},
  ): void {
    const { exact = false, aim } = options;
    const isKept = figure <= atMost * (exact ? 1 : 1 + TOLERANCE);
    const missed = aim !== undefined && figure > aim ? aim : undefined;
    this.#budget(name, [`${tidy(figure)} ${unit}`], `at most ${tidy(atMost)}`, isKept, missed);
  }

  #budget(name: string, cells: string[], budget: string, isKept: boolean, missed?: number): void {
    const verdict = isKept ? "kept" : "BROKEN";
    print(row(name, [...cells, budget, verdict]) + (missed === undefined ? "" : `; misses its aim of ${missed}`));
    if (!isKept) this.broken.push(name);
  }
}

/** The head of tables that compare rates. */
export const RATIO_COLUMNS = ["floor", "ours", "ratio", "spread"];

function row(name: string, cells: string[]): string {
  return `  ${name.padEnd(NAME_WIDTH)}${cells.map((cell) => cell.padStart(COLUMN_WIDTH)).join(" ")}`;
}

function whole(figure: number): string {
  return Math.round(figure).toLocaleString("en");
}

function tidy(figure: number): string {
  return figure >= 100 ? whole(figure) : String(Math.round(figure * 10) / 10);
}
