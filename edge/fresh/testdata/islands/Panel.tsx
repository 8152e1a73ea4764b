import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

/** Shows its children or takes them away; `open` says what comes first. */
export function Panel({ open, title, children }: { open: boolean; title: string; children: ComponentChildren }) {
  const [shown, show] = useState(open);
  return (
    <section>
      <button type="button" onClick={() => show(!shown)}>{title}</button>
      {shown && <div class="m-4">{children}</div>}
    </section>
  );
}
