/** `deno task check`: whether the running shop sold anything twice, charged anybody twice or lost anything. */
import { type CheckResult, CheckService } from "../proto/gen/shopflow/order/v1/check_pb.ts";
import { withService } from "./running_shop.ts";
import { print } from "./print.ts";
import { runCommand } from "./start_error.ts";

const VERDICT_WIDTH = "BROKEN".length;

/** Prints how each invariant stands. Exits with 1 when one does not hold, or could not be checked. */
async function check(): Promise<number> {
  const { results } = await withService("order", CheckService, (checks) => checks.runChecks({}));
  for (const line of reportLines(results)) print(line);
  const wrong = results.filter((result) => !holds(result)).length;
  print(wrong === 0 ? "\nEverything holds." : `\n${wrong} of ${results.length} do not hold or could not be checked.`);
  return wrong === 0 ? 0 : 1;
}

/** A table of how each invariant stands: the verdict, its name, what must hold; and below it where it does not. */
export function reportLines(results: readonly CheckResult[]): string[] {
  const width = Math.max(...results.map(({ name }) => name.length));
  const indent = " ".repeat(VERDICT_WIDTH + width + 4);
  return results.flatMap((result) => {
    const { name, title, problems, problemCount, notChecked } = result;
    const verdict = holds(result) ? "holds" : notChecked ? "?" : "BROKEN";
    const more = problemCount - problems.length;
    return [
      `${verdict.padEnd(VERDICT_WIDTH)}  ${name.padEnd(width)}  ${title}`,
      ...(notChecked ? [`${indent}Not checked: ${notChecked}`] : []),
      ...problems.map((problem) => indent + problem),
      ...(more > 0 ? [`${indent}and ${more} more`] : []),
    ];
  });
}

function holds({ problemCount, notChecked }: CheckResult): boolean {
  return problemCount === 0 && notChecked === "";
}

if (import.meta.main) await runCommand(check);
