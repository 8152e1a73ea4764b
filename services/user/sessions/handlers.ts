import type { AccountService } from "../../../proto/gen/shopflow/user/v1/account_pb.ts";
import type { IdentityService } from "../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import { writeAudit } from "../../kit/audit/write_audit.ts";
import { principalOf } from "../../kit/auth/principal.ts";
import { type Database, transaction } from "../../kit/database.ts";
import type { Handlers } from "../../kit/grpc/implementation.ts";
import type { EndedBy } from "./end_session.ts";
import type { Sessions } from "./sessions.ts";

/** How sessions go on and end. */
export function sessionIdentityHandlers(
  { sessions }: { sessions: Sessions },
): Pick<Handlers<typeof IdentityService>, "refreshSession" | "signOut"> {
  return {
    refreshSession: async ({ refreshToken, device }) => ({ session: await sessions.refresh(refreshToken, device) }),
    signOut: async ({ refreshToken }, { caller }) => {
      await sessions.signOut(refreshToken, { workload: caller });
      return {};
    },
  };
}

/** Where whoever is signed in is, and how they end that. */
export function sessionAccountHandlers(
  { database, sessions }: { database: Database; sessions: Sessions },
): Pick<Handlers<typeof AccountService>, "listSessions" | "endSessions"> {
  return {
    listSessions: async (_request, call) => ({ sessions: await sessions.list(principalOf(call)) }),
    endSessions: async ({ which, device }, call) => {
      const { userId, sessionId } = principalOf(call);
      const by = { workload: call.caller, actorId: userId, device };
      if (which.case === "id") await sessions.end(userId, which.value, by);
      else await endMany(database, sessions, by, which.case === "others" ? sessionId : undefined);
      return {};
    },
  };
}

async function endMany(
  database: Database,
  sessions: Sessions,
  by: EndedBy & { actorId: string },
  exceptSessionId: string | undefined,
): Promise<void> {
  const { actorId: userId, workload, device } = by;
  const details = { sessions: exceptSessionId === undefined ? "all" : "others" };
  const generation = await transaction(database, async (tx) => {
    await writeAudit(tx, { actorId: userId, workload, action: "session.ended", subject: userId, ...device, details });
    return await sessions.endAll(tx, userId);
  });
  if (exceptSessionId !== undefined) await sessions.keep(userId, exceptSessionId, generation);
  await sessions.forget(userId, exceptSessionId);
}
