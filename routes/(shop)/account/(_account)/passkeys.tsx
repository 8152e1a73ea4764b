import { timestampDate } from "@bufbuild/protobuf/wkt";
import { Button } from "../../../../components/button.tsx";
import { formatDay } from "../../../../components/dates.ts";
import { Field } from "../../../../components/field.tsx";
import { PasskeySignIn } from "../../../../islands/passkey_sign_in.tsx";
import type { Passkey } from "../../../../proto/gen/shopflow/user/v1/account_pb.ts";
import { Section } from "./account_page.tsx";

export const NAME_LABELS = { name: "Name" };
const MAX_NAME = 60;

/** The passkeys there are, each to be renamed or deleted. */
export function PasskeyList({ action, passkeys }: { action: string; passkeys: readonly Passkey[] }) {
  if (passkeys.length === 0) return null;
  return (
    <Section id="your-passkeys" title="Your passkeys">
      <ul class="grid w-full gap-6">
        {passkeys.map((passkey) => (
          <li key={passkey.id}>
            <form method="post" action={action} class="grid gap-2">
              <input type="hidden" name="id" value={passkey.id} />
              <label for={`name-${passkey.id}`} class="text-sm text-ink-soft">{standing(passkey)}</label>
              <div class="flex flex-wrap gap-3">
                <input
                  id={`name-${passkey.id}`}
                  name="name"
                  value={passkey.name}
                  required
                  maxLength={MAX_NAME}
                  class="field-control max-w-xs"
                />
                <Button name="intent" value="rename" look="quiet">
                  Rename<span class="sr-only">{`: ${passkey.name}`}</span>
                </Button>
                <Button name="intent" value="delete" look="quiet" formNoValidate>
                  Delete<span class="sr-only">{`: ${passkey.name}`}</span>
                </Button>
              </div>
            </form>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function standing({ createdAt, lastUsedAt, synced }: Passkey): string {
  return [
    createdAt && `Made on ${formatDay(timestampDate(createdAt))}`,
    lastUsedAt ? `last used on ${formatDay(timestampDate(lastUsedAt))}` : "not used yet",
    synced && "kept on several of your devices",
  ].filter(Boolean).join(", ");
}

/** Makes another. The browser makes it, so this needs a script. */
export function AddPasskey({ action, name, error }: { action: string; name: string; error: string | undefined }) {
  return (
    <Section id="add-passkey" title="Add a passkey">
      <p class="text-ink-soft">
        Your device keeps it, and asks for your finger, your face or its PIN. It cannot be guessed, or given to a site
        that only looks like this one.
      </p>
      <p class="hidden font-medium noscript:block">
        Making a passkey needs JavaScript, which your browser does not run.
      </p>
      <form method="post" action={action} class="grid w-full max-w-xl gap-4 noscript:hidden">
        <Field
          name="name"
          label={NAME_LABELS.name}
          value={name || "My passkey"}
          error={error}
          hint="To tell it from others, such as “Phone”."
          autocomplete="off"
          required
          maxLength={MAX_NAME}
        />
        <PasskeySignIn begin={`${action}/begin`} label="Make a passkey" makes />
      </form>
    </Section>
  );
}
