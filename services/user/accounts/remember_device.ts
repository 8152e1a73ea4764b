import type { Device } from "../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import type { AccountParts } from "./parts.ts";

/**
 * Lets whoever used a link of an address sign in from there, however many others guess at the account. A link that was used stays
 * used when that cannot be written down.
 */
export async function rememberDevice(
  { throttle, log }: Pick<AccountParts, "throttle" | "log">,
  email: string,
  device: Device | undefined,
): Promise<void> {
  if (!device?.ip) return;
  try {
    await throttle.remember(email, device.ip);
  } catch (error) {
    log.warn("where a link was used was not written down", { error });
  }
}
