import { createRoute, OpenAPIHono, type z } from "@hono/zod-openapi";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import { type SecondFactor, SessionKind, type SessionTokens } from "../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import type { Env } from "../../env.ts";
import { answers, body, nothing, problems, refuseInvalid } from "./answers.ts";
import {
  EmailAddress,
  Login,
  MailedToken,
  NewPassword,
  RefreshToken,
  Registration,
  SecondFactorNeeded,
  SecondFactorProof,
  Tokens,
} from "./auth_schemas.ts";
import { needs } from "./declared_access.ts";

const NO_STORE = { "cache-control": "no-store" };
const common = { ...needs("anyone"), method: "post" as const, tags: ["Signing in"] };

const register = createRoute({
  ...common,
  path: "/auth/register/",
  operationId: "register",
  summary: "Ask for an account",
  description: "The address gets a mail, whether it has an account or not. The answer does not tell.",
  request: body(Registration),
  responses: { 204: nothing("A mail is on its way"), ...problems(400, 429, 503) },
});

const resendVerification = createRoute({
  ...common,
  path: "/auth/resend-verification/",
  operationId: "resendVerification",
  summary: "Ask for the mail that proves an address once more",
  request: body(EmailAddress),
  responses: { 204: nothing("A mail is on its way, if one is due"), ...problems(400, 429, 503) },
});

const verifyEmail = createRoute({
  ...common,
  path: "/auth/verify-email/",
  operationId: "verifyEmail",
  summary: "Prove an address by the token mailed to it",
  request: body(MailedToken),
  responses: { 204: nothing("The address is proved"), ...problems(400, 410, 429, 503) },
});

const login = createRoute({
  ...common,
  path: "/auth/login/",
  operationId: "login",
  summary: "Sign in with a password",
  description: "Whoever has a second factor gets a ticket for it in place of tokens.",
  request: body(Login),
  responses: {
    200: answers(Tokens.or(SecondFactorNeeded), "Signed in, or what is still missing"),
    ...problems(400, 401, 429, 503),
  },
});

const secondFactor = createRoute({
  ...common,
  path: "/auth/second-factor/",
  operationId: "showSecondFactor",
  summary: "Finish a sign-in with a second factor",
  request: body(SecondFactorProof),
  responses: { 200: answers(Tokens, "Signed in"), ...problems(400, 401, 410, 429, 503) },
});

const refresh = createRoute({
  ...common,
  path: "/auth/refresh/",
  operationId: "refreshTokens",
  summary: "Get the next tokens for a refresh token",
  description: "It is used up by that. A refresh token that is used twice was stolen: its session ends.",
  request: body(RefreshToken),
  responses: { 200: answers(Tokens, "The next tokens"), ...problems(400, 401, 503) },
});

const logout = createRoute({
  ...common,
  path: "/auth/logout/",
  operationId: "logout",
  summary: "End the session of a refresh token",
  request: body(RefreshToken),
  responses: { 204: nothing("There is no such session any more"), ...problems(400, 503) },
});

const forgotPassword = createRoute({
  ...common,
  path: "/auth/forgot-password/",
  operationId: "forgotPassword",
  summary: "Ask for a mail to choose a new password",
  request: body(EmailAddress),
  responses: { 204: nothing("A mail is on its way, if the address has an account"), ...problems(400, 429, 503) },
});

const resetPassword = createRoute({
  ...common,
  path: "/auth/reset-password/",
  operationId: "resetPassword",
  summary: "Choose a new password by the token mailed",
  description: "Ends all sessions of the account. Second factors stay.",
  request: body(NewPassword),
  responses: { 204: nothing("The password is the new one"), ...problems(400, 410, 429, 503) },
});

/** The part of the REST API by which programs come in and out of accounts, with tokens of their own. */
export function authApi(): OpenAPIHono<Env> {
  const api = new OpenAPIHono<Env>({ defaultHook: refuseInvalid });
  api.openapi(register, async (c) => {
    const { clients: { identity }, device } = c.get("state");
    const { email, password, display_name: displayName } = c.req.valid("json");
    await identity.register({ email, password, displayName, device });
    return c.body(null, 204, NO_STORE);
  });
  api.openapi(resendVerification, async (c) => {
    const { clients: { identity }, device } = c.get("state");
    await identity.resendVerification({ ...c.req.valid("json"), device });
    return c.body(null, 204, NO_STORE);
  });
  api.openapi(verifyEmail, async (c) => {
    const { clients: { identity }, device } = c.get("state");
    await identity.verifyEmail({ ...c.req.valid("json"), device });
    return c.body(null, 204, NO_STORE);
  });
  api.openapi(login, async (c) => {
    const { clients: { identity }, device } = c.get("state");
    const { outcome } = await identity.signIn({ ...c.req.valid("json"), kind: SessionKind.API, device });
    if (outcome.case !== "secondFactor") return c.json(presentTokens(outcome.value), 200, NO_STORE);
    return c.json(presentSecondFactor(outcome.value), 200, NO_STORE);
  });
  api.openapi(secondFactor, async (c) => {
    const { clients: { identity }, device } = c.get("state");
    const { ticket, totp_code: totpCode, recovery_code: recoveryCode } = c.req.valid("json");
    const factor = totpCode === undefined
      ? { case: "recoveryCode" as const, value: recoveryCode! }
      : { case: "totpCode" as const, value: totpCode };
    const { session } = await identity.completeSignIn({ ticket, factor, device });
    return c.json(presentTokens(session), 200, NO_STORE);
  });
  api.openapi(refresh, async (c) => {
    const { clients: { identity }, device } = c.get("state");
    const { session } = await identity.refreshSession({ refreshToken: c.req.valid("json").refresh_token, device });
    return c.json(presentTokens(session), 200, NO_STORE);
  });
  api.openapi(logout, async (c) => {
    await c.get("state").clients.identity.signOut({ refreshToken: c.req.valid("json").refresh_token });
    return c.body(null, 204, NO_STORE);
  });
  api.openapi(forgotPassword, async (c) => {
    const { clients: { identity }, device } = c.get("state");
    await identity.requestPasswordReset({ ...c.req.valid("json"), device });
    return c.body(null, 204, NO_STORE);
  });
  api.openapi(resetPassword, async (c) => {
    const { clients: { identity }, device } = c.get("state");
    const { token, new_password: newPassword } = c.req.valid("json");
    await identity.resetPassword({ token, newPassword, device });
    return c.body(null, 204, NO_STORE);
  });
  return api;
}

function presentTokens(tokens: SessionTokens | undefined): z.input<typeof Tokens> {
  if (!tokens) throw new TypeError("Cannot sign in: the user service gave no session");
  return Tokens.parse({
    token_type: "Bearer",
    access_token: tokens.accessToken,
    access_expires_at: timestampDate(tokens.accessExpiresAt!).toISOString(),
    refresh_token: tokens.refreshToken,
    refresh_expires_at: timestampDate(tokens.refreshExpiresAt!).toISOString(),
  });
}

function presentSecondFactor({ ticket, totp }: SecondFactor): z.input<typeof SecondFactorNeeded> {
  return SecondFactorNeeded.parse({
    second_factor: { ticket, methods: totp ? ["totp_code", "recovery_code"] : ["recovery_code"] },
  });
}
