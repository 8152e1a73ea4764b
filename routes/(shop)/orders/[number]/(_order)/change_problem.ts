import { ErrorCode, ShopError } from "../../../../../services/kit/errors.ts";

/** Why an order could not be changed, for its customer. */
export interface ChangeProblem {
  status: number;
  message: string;
}

/**
 * Says why an order could not be changed. What no customer can mend is thrown on.
 *
 * @param tooLate what to say when the order is not in a state that allows it
 */
export function changeProblem(error: unknown, tooLate: string): ChangeProblem {
  if (!(error instanceof ShopError)) throw error;
  const { code, httpStatus: status } = error;
  if (code === ErrorCode.WRONG_STATE) return { status, message: tooLate };
  if (code === ErrorCode.UNAVAILABLE || code === ErrorCode.DEADLINE_EXCEEDED) {
    return { status, message: "The shop is busy. Try again in a moment: it counts once." };
  }
  throw error;
}
