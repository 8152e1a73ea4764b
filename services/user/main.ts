/** The user service: accounts. */
import { runService } from "../kit/service.ts";
import { userService } from "./service.ts";

await runService({
  name: "user",
  migrations: [new URL("./migrations/", import.meta.url)],
  config: {},
  parts: (database) => ({ implementations: [userService(database)] }),
});
