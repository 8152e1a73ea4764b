import type { StepOptions } from "../../kit/workflow/workflow.ts";

/** How the order service is asked: over about a week. One that is away for longer needs a person. */
export const ASKING = {
  retry: { attempts: 200, firstMs: 250, maxMs: 60 * 60_000 },
  timeoutMs: 15_000,
} satisfies StepOptions<unknown>;
