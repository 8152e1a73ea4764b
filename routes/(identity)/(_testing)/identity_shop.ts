import { ErrorCode, type ErrorDetails, ShopError } from "../../../services/kit/errors.ts";
import type { FakeIdentity } from "../../../edge/testing/fake_identity.ts";
import { sampleShop } from "../../(_testing)/sample_shop.ts";

type Answers = FakeIdentity["answers"];
type Method = keyof Answers;
/** What a method answers; an error is thrown. */
type Answer<M extends Method> = Awaited<ReturnType<NonNullable<Answers[M]>>> | Error;

/** A shop whose user service answers as told, with what it was asked. */
export function identityShop(answers: { [M in Method]?: Answer<M> } = {}) {
  const shop = sampleShop();
  const answer = <M extends Method>(method: M, content: Answer<M>) => {
    const call = () => content instanceof Error ? Promise.reject(content) : Promise.resolve(content);
    Object.assign(shop.identity.answers, { [method]: call });
  };
  for (const [method, content] of Object.entries(answers)) answer(method as Method, content);
  return { shop, answer, asked: shop.identity.asked as [method: string, request: Record<string, unknown>][] };
}

/** An error that a service answers with. */
export function failure(code: ErrorCode, details: ErrorDetails = {}): ShopError {
  return new ShopError(code, "Cannot do it: a test wants it so", { details });
}

/** An answer that something is wrong with fields. */
export function refused(...fields: [field: string, description: string][]): ShopError {
  const violations = fields.map(([field, description]) => ({ field, description }));
  return failure(ErrorCode.INVALID_ARGUMENT, { violations });
}
