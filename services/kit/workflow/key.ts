import { createHash } from "node:crypto";

/** A UUID that is always the same for the same step of the same run: what a step elsewhere is told to recognise a repeat. */
export function stepKey(runId: string, step: string): string {
  const bytes = createHash("sha256").update(runId).update("\0").update(step).digest().subarray(0, 16);
  bytes[6] = bytes[6]! & 0x0f | 0x80;
  bytes[8] = bytes[8]! & 0x3f | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
