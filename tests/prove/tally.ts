import type { Entry } from "./history.ts";

/** How purchases ended, and how long they took. */
export function tally(entries: readonly Entry[]) {
  const count = (ending: Entry["ending"]) => entries.filter((entry) => entry.ending === ending).length;
  const times = entries.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  return {
    purchases: entries.length,
    ordered: count("ok"),
    refused: count("fail"),
    unknown: count("info"),
    "p99 ms": times[Math.floor(times.length * 0.99)] ?? 0,
  };
}
