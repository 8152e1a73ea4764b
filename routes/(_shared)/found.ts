import { HttpError } from "fresh";
import { ErrorCode, ShopError } from "../../services/kit/errors.ts";

/** Answers 404 where a service says NOT_FOUND, or that no such name can exist. Other errors stay what they are. */
export async function found<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof ShopError)) throw error;
    if (error.code !== ErrorCode.NOT_FOUND && error.code !== ErrorCode.INVALID_ARGUMENT) throw error;
    throw new HttpError(404, undefined, { cause: error });
  }
}
