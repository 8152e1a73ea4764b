import { HttpError } from "fresh";

/** Reads what a form sent; answers 400 when the body is none. */
export async function readForm(req: Request): Promise<FormData> {
  try {
    return await req.formData();
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new HttpError(400, "The body is no form", { cause });
  }
}
