/** `deno task administrator`: prints the link by which the first administrator is made. */
import { UserService } from "../proto/gen/shopflow/user/v1/user_pb.ts";
import { ErrorCode, ShopError } from "../services/kit/errors.ts";
import { print } from "./print.ts";
import { withService } from "./running_shop.ts";
import { runCommand } from "./start_error.ts";

/** With this, there is nothing to say when the shop has an administrator. */
const IF_MISSING = "--if-missing";

if (import.meta.main) {
  await runCommand(async () => {
    const isAdministrated = (error: unknown) => error instanceof ShopError && error.code === ErrorCode.WRONG_STATE;
    const url = await withService("user", UserService, async (users) => {
      try {
        return (await users.createAdministratorLink({})).url;
      } catch (error) {
        if (Deno.args.includes(IF_MISSING) && isAdministrated(error)) return undefined;
        throw error;
      }
    });
    if (url !== undefined) print(url);
    return 0;
  });
}
