import type { State } from "../../edge/state.ts";

/** Whether a visitor may be sent to an address of somebody else: only payment providers' pages are, at origins the shop names. */
export function mayLeaveFor(url: string, { paymentOrigins }: Pick<State, "paymentOrigins">): boolean {
  return URL.canParse(url) && paymentOrigins.includes(new URL(url).origin);
}
