import { useEffect, useRef, useState } from "preact/hooks";
import { buttonClass } from "../components/button.tsx";

export interface PasskeySignInProps {
  /** Where showing a passkey begins: it answers with what the browser needs. */
  begin: string;
  /** What stands on the button. */
  label: string;
  /** Whether a new passkey is made, where otherwise one is shown. */
  makes?: boolean;
}

const NONE_MADE = "No passkey was made. Try again.";
const ONE_KNOWN = "This device keeps one of your passkeys already.";
const NONE_SHOWN = "No passkey was shown. Try again, or use another way.";
const TOO_OFTEN = "That was tried too often. Wait a few minutes, then try again.";
const FAILED = "That did not work. Load the page again, or use another way.";

/**
 * Asks the browser for a passkey, or to make one, and sends the form it stands in with the answer, as the field `passkey_json`.
 * It shows nothing where there is no script, and where the browser knows no passkeys.
 */
export function PasskeySignIn({ begin, label, makes = false }: PasskeySignInProps) {
  const [able, setAble] = useState(false);
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState("");
  const answer = useRef<HTMLInputElement>(null);
  useEffect(() => setAble("parseRequestOptionsFromJSON" in (globalThis.PublicKeyCredential ?? {})), []);
  const fail = (text: string) => {
    setProblem(text);
    setAsking(false);
  };
  const ask = async () => {
    if (!answer.current!.form!.reportValidity()) return;
    setAsking(true); // Also while the form goes.
    setProblem("");
    try {
      const response = await fetch(begin, { method: "POST", headers: { accept: "application/json" } });
      if (!response.ok) return fail(response.status === 429 ? TOO_OFTEN : FAILED);
      const options = await response.json();
      const { credentials } = navigator;
      answer.current!.value = JSON.stringify(
        makes
          ? await credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
          : await credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }),
      );
      answer.current!.form!.submit();
    } catch (error) {
      const name = error instanceof Error ? error.name : "";
      // People may say no, and browsers do not tell that from having no passkey.
      if (name === "NotAllowedError") fail(makes ? NONE_MADE : NONE_SHOWN);
      else fail(name === "InvalidStateError" ? ONE_KNOWN : FAILED);
    }
  };
  return (
    <div hidden={!able}>
      <input ref={answer} type="hidden" name="passkey_json" />
      <button type="button" class={buttonClass("quiet", "w-full")} onClick={ask} disabled={asking}>{label}</button>
      <p role="status" class="mt-2 text-sm font-medium text-bad empty:hidden">{problem}</p>
    </div>
  );
}
