import { ShopError } from "../../services/kit/errors.ts";

/** Waits for a service's answer; the fields that its errors name are called as `rename` says. */
export async function renamingFields<T>(response: Promise<T>, rename: (field: string) => string): Promise<T> {
  try {
    return await response;
  } catch (error) {
    if (!(error instanceof ShopError) || !error.details.violations) throw error;
    const violations = error.details.violations.map(({ field, description }) => ({
      field: rename(field),
      description,
    }));
    throw new ShopError(error.code, error.message, { details: { ...error.details, violations }, cause: error });
  }
}
