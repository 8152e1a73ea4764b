import { z } from "@hono/zod-openapi";

const EXAMPLE = "ada@example.com";
/** An address as the user service takes it: the same pattern as its contract's. */
const email = z.email({ pattern: z.regexes.html5Email, error: `must be an address, such as ${EXAMPLE}` }).max(254)
  .openapi({ example: EXAMPLE });
/** What is typed to sign in. Whatever it is, the answer must not tell an address that cannot be from one that is not known. */
const anyEmail = z.string().min(1).max(254).openapi({ example: EXAMPLE });
const password = z.string().min(1).max(1000);
const newPassword = z.string().min(8).max(1000).openapi({
  description: "8 to 128 characters of any kind; common and breached ones are refused",
});
const secret = z.string().min(1).max(200);

export const Registration = z.strictObject({
  email,
  password: newPassword,
  display_name: z.string().trim().min(1).max(100),
}).openapi("Registration");

export const Login = z.strictObject({ email: anyEmail, password }).openapi("Login");

export const SecondFactorProof = z.strictObject({
  ticket: secret,
  totp_code: z.string().regex(/^\d{6}$/, "must be six digits").optional(),
  recovery_code: z.string().min(1).max(40).optional(),
}).refine(
  (proof) => (proof.totp_code === undefined) !== (proof.recovery_code === undefined),
  { path: ["totp_code"], message: "must be there, or else recovery_code" },
).openapi("SecondFactorProof", { oneOf: [{ required: ["totp_code"] }, { required: ["recovery_code"] }] });

export const EmailAddress = z.strictObject({ email }).openapi("EmailAddress");
export const MailedToken = z.strictObject({ token: secret }).openapi("MailedToken");
export const RefreshToken = z.strictObject({ refresh_token: secret }).openapi("RefreshToken");
export const NewPassword = z.strictObject({ token: secret, new_password: newPassword }).openapi("NewPassword");

export const Tokens = z.object({
  token_type: z.literal("Bearer"),
  access_token: z.string().openapi({ description: "Goes with each request, as `Authorization: Bearer`" }),
  access_expires_at: z.iso.datetime(),
  refresh_token: z.string().openapi({
    description: "Gets the next tokens, once. Used a second time, it ends the session",
  }),
  refresh_expires_at: z.iso.datetime(),
}).openapi("Tokens");

export const SecondFactorNeeded = z.object({
  second_factor: z.object({
    ticket: z.string().openapi({ description: "Stands for the password, for five minutes" }),
    methods: z.array(z.enum(["totp_code", "recovery_code"])).openapi({ description: "What may go with the ticket" }),
  }),
}).openapi("SecondFactorNeeded");
