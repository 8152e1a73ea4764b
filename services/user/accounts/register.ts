import { Buffer } from "node:buffer";
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { RegisterRequest, RegisterResponseSchema } from "../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import type { Call } from "../../kit/grpc/implementation.ts";
import { checkDisplayName } from "../display_name.ts";
import { requestLater } from "./account_request.ts";
import type { AccountParts } from "./parts.ts";

/**
 * Asks for an account. Whether the address has one is looked up only after the answer; the password is hashed before it, so that
 * its hash is all that is kept meanwhile.
 *
 * @throws {ShopError} INVALID_ARGUMENT
 */
export async function register(
  { database, secrets, passwords }: AccountParts,
  { email, password, displayName, device }: RegisterRequest,
  call: Call,
): Promise<MessageInitShape<typeof RegisterResponseSchema>> {
  const name = checkDisplayName(displayName, "register");
  await passwords.check(password, "password", email);
  const hash = await passwords.hash(password);
  const sealedHash = secrets.seal(Buffer.from(hash), registrationOf(email)).toString("base64");
  await requestLater(database, { kind: "register", email, name, sealedHash }, call, device);
  return {};
}

/** What a registration's hash is sealed for. */
export function registrationOf(email: string): string {
  return `registration:${email}`;
}
