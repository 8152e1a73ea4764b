import { endAllSessions } from "../sessions/end_session.ts";

/** Stands for sessions where a test is only about their end, which PostgreSQL decides: notes whose are to go from Redis. */
export function sessionEnds() {
  const forgotten: string[] = [];
  return {
    forgotten,
    endAll: endAllSessions,
    forget(userId: string): Promise<void> {
      forgotten.push(userId);
      return Promise.resolve();
    },
  };
}
