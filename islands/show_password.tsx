import { useEffect, useState } from "preact/hooks";

export interface ShowPasswordProps {
  /** Id of the input. */
  field: string;
}

/** Shows what is typed into a password field. It is hidden again before the form goes, so that no browser keeps it as a text. */
export function ShowPassword({ field }: ShowPasswordProps) {
  // Without script there would be nothing to press.
  const [alive, setAlive] = useState(false);
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const input = document.getElementById(field) as HTMLInputElement;
    const hide = () => input.type = "password";
    input.type = shown ? "text" : "password";
    input.form?.addEventListener("submit", hide);
    setAlive(true);
    return () => input.form?.removeEventListener("submit", hide);
  }, [shown]);
  return (
    <button
      type="button"
      hidden={!alive}
      aria-controls={field}
      onClick={() => setShown(!shown)}
      class="absolute inset-y-0 right-1 my-auto h-11 rounded-full px-3 text-sm font-semibold text-ink-soft hover:text-accent"
    >
      {shown ? "Hide " : "Show "}
      <span class="sr-only">password</span>
    </button>
  );
}
