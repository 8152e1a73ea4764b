/** `deno task administrator`: prints the link by which the first administrator is made. */
import { UserService } from "../proto/gen/shopflow/user/v1/user_pb.ts";
import { print } from "./print.ts";
import { withService } from "./running_shop.ts";
import { runCommand } from "./start_error.ts";

if (import.meta.main) {
  await runCommand(async () => {
    const { token } = await withService("user", UserService, (users) => users.createAdministratorLink({}));
    const origin = Deno.env.get("PUBLIC_ORIGIN") || "http://localhost:8000";
    print(`${origin}/setup?token=${token}`);
    return 0;
  });
}
