import { timestampDate } from "@bufbuild/protobuf/wkt";
import { formatMoment } from "../../../../components/dates.ts";
import type { SecurityEvent } from "../../../../proto/gen/shopflow/user/v1/account_pb.ts";
import { deviceName } from "./device_name.ts";

/** What happened, by the names of the audit log. */
const WORDS: Readonly<Record<string, string>> = {
  "user.registered": "The account was made",
  "email.verified": "The email address was confirmed",
  "email.change_requested": "Another email address was asked for",
  "email.changed": "The email address was changed",
  "sign_in.done": "Signed in",
  "sign_in.refused": "A sign-in was refused",
  "session.ended": "Signed out",
  "session.replayed": "A stolen sign-in was used, and ended",
  "password.changed": "The password was changed",
  "password.reset": "The password was chosen anew by a link",
  "totp.added": "An authenticator was added",
  "totp.removed": "The authenticator was removed",
  "recovery_codes.renewed": "The recovery codes were made anew",
  "recovery_code.used": "A recovery code was used",
  "passkey.added": "A passkey was added",
  "passkey.removed": "A passkey was removed",
  "roles.set": "Your roles in the shop were changed",
  "user.disabled": "The account was blocked",
  "user.enabled": "The account was unblocked",
  "administrator.claimed": "The account became the first administrator's",
  "export.requested": "All data of the account was asked for",
};

/** What concerned an account's safety, newest first. */
export function SecurityEvents({ events }: { events: readonly SecurityEvent[] }) {
  if (events.length === 0) return <p class="text-ink-soft">Nothing yet.</p>;
  return (
    <>
      <ul class="w-full divide-y divide-line">
        {events.map(({ at, action, outcome, device }, index) => (
          <li key={index} class="py-2.5">
            <p class="font-medium">{eventText(action, outcome)}</p>
            <p class="text-sm text-ink-soft wrap-anywhere">
              {at && <time dateTime={timestampDate(at).toISOString()}>{formatMoment(timestampDate(at))}</time>}
              {device?.userAgent && `, ${deviceName(device.userAgent)}`}
              {device?.ip && `, from ${device.ip}`}
            </p>
          </li>
        ))}
      </ul>
      <p class="text-sm text-ink-soft">Something here was not you? Change your password and end all other devices.</p>
    </>
  );
}

/** An entry of the audit log in words; as it is where there are none yet. */
export function eventText(action: string, outcome: string): string {
  const words = WORDS[action] ?? action;
  return outcome === "done" || action.endsWith(".refused") ? words : `${words}: it was tried, and refused`;
}
