import { create } from "@bufbuild/protobuf";
import {
  type CompleteSignInRequest,
  CompleteSignInRequestSchema,
} from "../../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import type { Principal } from "../../../kit/auth/principal.ts";
import { ShopError } from "../../../kit/errors.ts";
import { HOME, type IdentitySite, NOBODY, withIdentitySite } from "./identity_site.ts";

/** How far the codes of an authenticator are apart. */
export const STEP = 30_000;

/** A second factor. */
export type Shown = CompleteSignInRequest["factor"];

/** Finishes a sign-in. @returns whom the session speaks for */
export async function complete(site: IdentitySite, ticket: string, factor: Shown, device = HOME): Promise<Principal> {
  const request = create(CompleteSignInRequestSchema, { ticket, factor, device });
  return await site.read((await site.identity.completeSignIn(request, NOBODY)).session);
}

/** The code of an authenticator. */
export function totp(value: string): Shown {
  return { case: "totpCode", value };
}

/** How a second factor was answered: "done", or the code of the error. */
export async function outcomeOf(completing: Promise<unknown>): Promise<string> {
  try {
    await completing;
    return "done";
  } catch (error) {
    return error instanceof ShopError ? error.codeName : String(error);
  }
}

/** Runs a test on an account with an authenticator. */
export async function withTotp(
  run: (
    site: IdentitySite,
    account: { userId: string; code: (ahead?: number) => string; recoveryCodes: string[] },
  ) => Promise<void>,
  roles: string[] = [],
): Promise<void> {
  await withIdentitySite(async (site) => {
    const userId = await site.makeAccount({ roles });
    const totp = await site.enrolTotp(await site.ownerOf(userId));
    await run(site, { userId, ...totp });
  });
}

/** Six digits that are no code of now. */
export function wrongCode(code: (ahead?: number) => string): string {
  const right = [-STEP, 0, STEP].map(code);
  return ["000000", "111111", "222222", "333333"].find((digits) => !right.includes(digits))!;
}
