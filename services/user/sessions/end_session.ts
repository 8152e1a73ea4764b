import type { Device } from "../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import { type Database, type Query, transaction } from "../../kit/database.ts";
import { writeAudit } from "../../kit/audit/write_audit.ts";
import type { SessionRecord, SessionStore } from "./session_store.ts";

/** Who ends a session. */
export interface EndedBy {
  /** The workload that asked for it. */
  readonly workload: string;
  /** The account that did; undefined when nobody showed who they are. */
  readonly actorId?: string | undefined;
  readonly device?: Pick<Device, "ip" | "userAgent"> | undefined;
}

/**
 * Ends a session: in PostgreSQL first, which alone decides, so that it has ended even if Redis is not reached. Its access tokens
 * are refused everywhere within a second.
 */
export async function endSession(
  database: Database,
  store: SessionStore,
  { id, userId }: Pick<SessionRecord, "id" | "userId">,
  action: "session.ended" | "session.replayed",
  { workload, actorId, device }: EndedBy,
): Promise<void> {
  await transaction(database, async (tx) => {
    await tx`insert into revocations (user_id, session_id) values (${userId}, ${id})`;
    await writeAudit(tx, { workload, actorId, action, subject: userId, sessionId: id, ...device });
  });
  await store.remove(userId, [id]);
}

/** Ends all sessions of an account, if the transaction commits. @returns the generation of those that begin from now on */
export async function endAllSessions(tx: Query, userId: string): Promise<number> {
  const [user] = await tx<{ generation: number }[]>`
    update users set generation = generation + 1 where id = ${userId} returning generation`;
  if (!user) throw new Error("Cannot end the sessions of an account: it does not exist");
  await tx`insert into revocations (user_id, before_generation) values (${userId}, ${user.generation})`;
  return user.generation;
}
