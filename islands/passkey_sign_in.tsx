import { useEffect, useRef, useState } from "preact/hooks";
import { buttonClass } from "../components/button.tsx";

export interface PasskeySignInProps {
  /** Where showing a passkey begins: it answers with what the browser needs. */
  begin: string;
  /** What stands on the button. */
  label: string;
}

const NONE_SHOWN = "No passkey was shown. Try again, or use another way.";
const TOO_OFTEN = "That was tried too often. Wait a few minutes, then try again.";
const FAILED = "That did not work. Load the page again, or use another way.";

/**
 * Asks the browser for a passkey and sends the form it stands in with the answer, as the field `passkey_json`. It shows nothing
 * where there is no script, and where the browser knows no passkeys.
 */
export function PasskeySignIn({ begin, label }: PasskeySignInProps) {
  const [able, setAble] = useState(false);
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState("");
  const answer = useRef<HTMLInputElement>(null);
  useEffect(() => setAble("parseRequestOptionsFromJSON" in (globalThis.PublicKeyCredential ?? {})), []);
  const ask = async () => {
    setAsking(true);
    setProblem("");
    try {
      const response = await fetch(begin, { method: "POST", headers: { accept: "application/json" } });
      if (!response.ok) return setProblem(response.status === 429 ? TOO_OFTEN : FAILED);
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(await response.json());
      answer.current!.value = JSON.stringify(await navigator.credentials.get({ publicKey }));
      answer.current!.form!.submit();
    } catch (error) {
      // People may say no, and browsers do not tell that from having no passkey.
      setProblem(error instanceof Error && error.name === "NotAllowedError" ? NONE_SHOWN : FAILED);
    } finally {
      setAsking(false);
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
