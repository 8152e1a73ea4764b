/** `deno task start`: runs the whole shop on this machine, see {@link runShop}. */
import { runCommand } from "./start_error.ts";
import { runShop } from "./supervisor/run_shop.ts";

if (import.meta.main) await runCommand(() => runShop({ dev: false }));
