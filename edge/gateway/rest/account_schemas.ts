import { z } from "@hono/zod-openapi";

export const Account = z.object({
  id: z.string(),
  email: z.string(),
  email_verified: z.boolean(),
  display_name: z.string(),
  phone: z.string().nullable().openapi({ description: "In E.164", example: "+442071234567" }),
  bio: z.string(),
  roles: z.array(z.string()).openapi({ description: "Besides that of a customer", example: ["support"] }),
  second_factor: z.boolean().openapi({ description: "Whether it has one" }),
  created_at: z.iso.datetime().nullable(),
}).openapi("Account");

export const ProfileChange = z.strictObject({
  display_name: z.string().trim().min(1).max(100),
  phone: z.string().regex(/^(\+[1-9][0-9]{6,14})?$/, "must be a number such as +442071234567").openapi({
    description: "In E.164; empty for none",
    example: "+442071234567",
  }),
  bio: z.string().max(500),
}).partial().openapi("ProfileChange");

export const SessionList = z.object({
  items: z.array(z.object({
    id: z.string(),
    current: z.boolean().openapi({ description: "Whether it is the one that asks" }),
    kind: z.enum(["site", "api"]),
    ip: z.string().nullable(),
    user_agent: z.string(),
    created_at: z.iso.datetime(),
    last_used_at: z.iso.datetime(),
    expires_at: z.iso.datetime(),
  })),
}).openapi("SessionList");
