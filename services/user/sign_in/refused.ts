import { ErrorCode, ShopError } from "../../kit/errors.ts";

/** The one answer to whatever is wrong with a sign-in: who gets it learns nothing of what was right. */
export function signInRefused(): ShopError {
  return new ShopError(ErrorCode.SIGN_IN_REFUSED, "Cannot sign in: what was given is wrong");
}
