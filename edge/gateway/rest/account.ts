import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import type {
  Account as ProtoAccount,
  Session as ProtoSession,
} from "../../../proto/gen/shopflow/user/v1/account_pb.ts";
import { SessionKind } from "../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import { Role } from "../../../proto/gen/shopflow/user/v1/user_pb.ts";
import type { Env } from "../../env.ts";
import { Account, ProfileChange, SessionList } from "./account_schemas.ts";
import { answers, body, nothing, problems, refuseInvalid } from "./answers.ts";
import { needs } from "./declared_access.ts";

const common = { ...needs("account"), tags: ["Account"] };

const readAccount = createRoute({
  ...common,
  method: "get",
  path: "/account/",
  operationId: "readAccount",
  summary: "Read the account",
  responses: { 200: answers(Account, "The account"), ...problems(401, 503) },
});

const changeProfile = createRoute({
  ...common,
  method: "patch",
  path: "/account/",
  operationId: "changeProfile",
  summary: "Change what others are shown, and how to call",
  description: "What is left out stays as it is.",
  request: body(ProfileChange),
  responses: { 200: answers(Account, "The account"), ...problems(400, 401, 503) },
});

const listSessions = createRoute({
  ...common,
  method: "get",
  path: "/account/sessions/",
  operationId: "listSessions",
  summary: "List where the account is signed in",
  responses: { 200: answers(SessionList, "All sessions"), ...problems(401, 503) },
});

const endSession = createRoute({
  ...common,
  method: "delete",
  path: "/account/sessions/{id}/",
  operationId: "endSession",
  summary: "Sign out somewhere else, or here",
  request: { params: z.object({ id: z.string().min(1).max(100) }) },
  responses: { 204: nothing("There is no such session any more"), ...problems(400, 401, 503) },
});

/** The part of the REST API about the account of whoever is signed in. Nobody else's can be named. */
export function accountApi(): OpenAPIHono<Env> {
  const api = new OpenAPIHono<Env>({ defaultHook: refuseInvalid });
  api.openapi(readAccount, async (c) => {
    const { account } = await c.get("state").clients.account.getAccount({});
    return c.json(presentAccount(account!), 200);
  });
  api.openapi(changeProfile, async (c) => {
    const { clients } = c.get("state");
    const change = c.req.valid("json");
    const { account: before } = await clients.account.getAccount({});
    const { account } = await clients.account.updateProfile({
      displayName: change.display_name ?? before!.displayName,
      phone: change.phone ?? before!.phone,
      bio: change.bio ?? before!.bio,
    });
    return c.json(presentAccount(account!), 200);
  });
  api.openapi(listSessions, async (c) => {
    const { sessions } = await c.get("state").clients.account.listSessions({});
    return c.json(SessionList.parse({ items: sessions.map(presentSession) }), 200);
  });
  api.openapi(endSession, async (c) => {
    const { clients, device } = c.get("state");
    await clients.account.endSessions({ which: { case: "id", value: c.req.valid("param").id }, device });
    return c.body(null, 204);
  });
  return api;
}

function presentAccount(account: ProtoAccount): z.input<typeof Account> {
  return Account.parse({
    id: account.id,
    email: account.email,
    email_verified: account.emailVerified,
    display_name: account.displayName,
    phone: account.phone || null,
    bio: account.bio,
    roles: account.roles.map((role) => Role[role].toLowerCase()),
    second_factor: account.totp || account.passkeys.length > 0,
    created_at: account.createdAt ? timestampDate(account.createdAt).toISOString() : null,
  });
}

function presentSession(session: ProtoSession): z.input<typeof SessionList>["items"][number] {
  const time = (at: ProtoSession["createdAt"]) => timestampDate(at!).toISOString();
  return {
    id: session.id,
    current: session.current,
    kind: session.kind === SessionKind.API ? "api" : "site",
    ip: session.device?.ip || null,
    user_agent: session.device?.userAgent ?? "",
    created_at: time(session.createdAt),
    last_used_at: time(session.lastUsedAt),
    expires_at: time(session.expiresAt),
  };
}
