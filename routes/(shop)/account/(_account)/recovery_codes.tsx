import { LinkButton } from "../../../../components/button.tsx";
import { Notice } from "../../../../components/notice.tsx";
import { Panel } from "../../../../components/panel.tsx";

/** Recovery codes, shown this once: to be printed or copied as one text. */
export function RecoveryCodes({ codes }: { codes: readonly string[] }) {
  return (
    <Panel as="section" labelledBy="recovery-codes">
      <h2 id="recovery-codes" class="text-heading">Keep your recovery codes</h2>
      <Notice kind="warn" class="mt-4">
        We show them this once. Each signs you in one time when you have lost your second factor.
      </Notice>
      <pre
        tabIndex={0}
        aria-labelledby="recovery-codes"
        class="mt-4 overflow-x-auto rounded-field border border-line bg-field p-5 font-mono text-lg leading-relaxed select-all"
      >
        {codes.join("\n")}
      </pre>
      <p class="mt-4 text-ink-soft">Print this page, or copy them to where you keep your passwords.</p>
      <LinkButton href="/account/security" class="mt-4">I have kept them</LinkButton>
    </Panel>
  );
}
