const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

/** How long a session lives while it is not used, and at most. */
const OF_CUSTOMERS = { idleMs: 14 * DAY_MS, absoluteMs: 90 * DAY_MS };
const OF_STAFF = { idleMs: HOUR_MS, absoluteMs: 12 * HOUR_MS };

/** When a session ends unless it is used before. All times are in milliseconds since the epoch. */
export function endOf({ createdAt, usedAt }: { createdAt: number; usedAt: number }, isStaff: boolean): number {
  const { idleMs, absoluteMs } = isStaff ? OF_STAFF : OF_CUSTOMERS;
  return Math.min(usedAt + idleMs, createdAt + absoluteMs);
}
