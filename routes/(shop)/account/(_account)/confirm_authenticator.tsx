import { Button, LinkButton } from "../../../../components/button.tsx";
import { Field } from "../../../../components/field.tsx";
import { Panel } from "../../../../components/panel.tsx";
import { QrCode } from "../../../../components/qr_code.tsx";

export const CODE_LABELS = { code: "Code that the app shows" };

export interface ConfirmAuthenticatorProps {
  action: string;
  /** The otpauth:// address that the app reads. */
  uri: string;
  error: string | undefined;
}

/** What an authenticator is set up with, and the code that shows that it works. */
export function ConfirmAuthenticator({ action, uri, error }: ConfirmAuthenticatorProps) {
  const secret = new URL(uri).searchParams.get("secret") ?? "";
  return (
    <Panel>
      <form method="post" action={action} class="grid justify-items-start gap-4">
        <input type="hidden" name="uri" value={uri} />
        <p>Scan this with your authenticator app.</p>
        <QrCode text={uri} label="QR code for your authenticator app" />
        <p>
          Or type this key into it: <code class="font-semibold select-all wrap-anywhere">{inGroups(secret)}</code>
        </p>
        <Field
          name="code"
          label={CODE_LABELS.code}
          error={error}
          inputMode="numeric"
          autocomplete="one-time-code"
          required
          maxLength={10}
        />
        <div class="flex flex-wrap gap-3">
          <Button name="intent" value="confirm">Use this authenticator</Button>
          <LinkButton href="/account/security" look="quiet">Cancel</LinkButton>
        </div>
      </form>
    </Panel>
  );
}

/** A key as people type it, four characters at a time. */
function inGroups(secret: string): string {
  return secret.match(/.{1,4}/g)?.join(" ") ?? "";
}
