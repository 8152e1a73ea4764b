/** `deno task check`: whether the running shop sold anything twice, charged anybody twice or lost anything. */
import { CheckService } from "../proto/gen/shopflow/order/v1/check_pb.ts";
import { withOrderService } from "./order_service.ts";
import { print } from "./print.ts";
import { runCommand } from "./start_error.ts";

/** Prints how each invariant stands. Exits with 1 when one does not hold, or could not be checked. */
async function check(): Promise<number> {
  const { results } = await withOrderService(CheckService, (checks) => checks.runChecks({}));
  let wrong = 0;
  for (const { name, title, problems, problemCount, notChecked } of results) {
    const isRight = problemCount === 0 && notChecked === "";
    if (!isRight) wrong++;
    print(`${isRight ? "holds " : notChecked ? "?     " : "BROKEN"}  ${name.padEnd(4)} ${title}`);
    if (notChecked) print(`          Not checked: ${notChecked}`);
    for (const problem of problems) print(`          ${problem}`);
    if (problemCount > problems.length) print(`          and ${problemCount - problems.length} more`);
  }
  print(wrong === 0 ? "\nEverything holds." : `\n${wrong} of ${results.length} do not hold or could not be checked.`);
  return wrong === 0 ? 0 : 1;
}

if (import.meta.main) await runCommand(check);
