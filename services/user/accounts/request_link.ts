import type { Device } from "../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import type { Call } from "../../kit/grpc/implementation.ts";
import { requestLater } from "./account_request.ts";
import type { AccountParts } from "./parts.ts";

/** Has the owner of an address mailed a link: if it has an account, needs the link, and was not mailed too often. */
export async function requestLink(
  { database }: Pick<AccountParts, "database">,
  kind: "verify_email" | "reset_password",
  { email, device }: { email: string; device?: Device | undefined },
  call: Call,
): Promise<Record<string, never>> {
  await requestLater(database, { kind, email }, call, device);
  return {};
}
