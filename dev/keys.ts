/** `deno task keys`: has another key sign access tokens, as after a leak. Nobody is signed out. */
import { timestampDate } from "@bufbuild/protobuf/wkt";
import { TokenService } from "../proto/gen/shopflow/user/v1/token_pb.ts";
import { print } from "./print.ts";
import { withService } from "./running_shop.ts";
import { runCommand } from "./start_error.ts";

if (import.meta.main) {
  await runCommand(async () => {
    const { signsFrom } = await withService("user", TokenService, (tokens) => tokens.rotateSigningKeys({}));
    print(`The next key is published, and signs from ${timestampDate(signsFrom!).toISOString()}.`);
    return 0;
  });
}
