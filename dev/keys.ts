/**
 * `deno task keys`: has another key sign access tokens; nobody is signed out. `deno task keys --withdraw`, after a leak: those before
 * are taken no more, within a minute.
 */
import { timestampDate } from "@bufbuild/protobuf/wkt";
import { TokenService } from "../proto/gen/shopflow/user/v1/token_pb.ts";
import { print } from "./print.ts";
import { withService } from "./running_shop.ts";
import { runCommand, StartError } from "./start_error.ts";

const WITHDRAW = "--withdraw";

if (import.meta.main) {
  await runCommand(async () => {
    if (Deno.args.some((arg) => arg !== WITHDRAW)) throw new StartError(`Usage: deno task keys [${WITHDRAW}]`);
    const withdraw = Deno.args.includes(WITHDRAW);
    const { signsFrom } = await withService("user", TokenService, (tokens) => tokens.rotateSigningKeys({ withdraw }));
    const since = timestampDate(signsFrom!).toISOString();
    print(
      withdraw
        ? "Another key signs. Those before are forgotten."
        : `The next key is published, and signs from ${since}.`,
    );
    return 0;
  });
}
