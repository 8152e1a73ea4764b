import { useEffect, useState } from "preact/hooks";
import { announceCart } from "../components/cart_changed.ts";
import { exchangeParts, readDocument } from "../components/exchange_parts.ts";

export interface LiveFormsProps {
  /** Id of the element whose forms come alive. */
  within: string;
  /** Ids of what is exchanged for the answer's; the whole of it by default. */
  parts?: string[];
  /** Fields whose names start so are kept back from what is sent in passing. */
  secret?: string;
}

/**
 * Sends forms without leaving the page, and puts parts of the page that comes back in the place of the old ones. The server
 * makes the same page whether a script asks or not, so there is nothing to keep in step.
 *
 * - A form goes this way inside of `data-live`, or by a button inside of it. Any other goes the usual way, and only once.
 * - A field with `data-sends` sends its form when it changes; its value is the id of the button to press, if any. The Enter key
 *   presses that button too, and not the form's first.
 * - What has `data-status` in the answer is read out.
 */
export function LiveForms({ within, parts = [within], secret }: LiveFormsProps) {
  const [status, setStatus] = useState("");
  useEffect(() => {
    const root = document.getElementById(within)!;
    const listening = new AbortController();
    const { signal } = listening;
    let sent = false;
    let latest = 0;
    // A field that loses the focus because it is exchanged tells of a change that was sent before.
    let exchanging = false;

    const exchange = async (form: HTMLFormElement, submitter: HTMLElement | null) => {
      const turn = ++latest;
      const fields = new URLSearchParams(new FormData(form, submitter) as unknown as Record<string, string>);
      for (const name of [...fields.keys()]) if (secret && name.startsWith(secret)) fields.delete(name);
      const response = await fetch(form.action, { method: "POST", body: fields, headers: { accept: "text/html" } });
      const answer = await readDocument(response);
      if (turn !== latest) return; // A later one is under way.
      if (!answer.getElementById(within)) return location.assign(response.url);
      exchanging = true;
      exchangeParts(answer, parts, root);
      exchanging = false;
      const count = answer.getElementById(within)?.dataset.count;
      if (count) announceCart(Number(count));
      setStatus(answer.querySelector("[data-status]")?.textContent ?? "");
    };

    root.addEventListener("submit", (event) => {
      const form = event.target as HTMLFormElement;
      const { submitter } = event;
      if (!(submitter ?? form).closest("[data-live]")) {
        if (sent) event.preventDefault();
        sent = true;
        form.ariaBusy = "true";
        return;
      }
      event.preventDefault();
      exchange(form, submitter).catch(() => {
        listening.abort(); // The browser itself says what is wrong.
        form.requestSubmit(submitter);
      });
    }, { signal });
    root.addEventListener("change", ({ target }) => {
      const { dataset, form } = target as HTMLInputElement;
      if (dataset.sends !== undefined && !exchanging) form?.requestSubmit(document.getElementById(dataset.sends));
    }, { signal });
    root.addEventListener("keydown", (event) => {
      const field = event.target as HTMLInputElement;
      const button = event.key === "Enter" && field.localName === "input" && field.dataset.sends;
      if (!button) return;
      event.preventDefault();
      document.getElementById(button)?.click();
    }, { signal });
    // A page that comes back from the browser's memory can be sent again.
    addEventListener("pageshow", () => {
      sent = false;
      for (const form of root.querySelectorAll("form")) form.ariaBusy = null;
    }, { signal });
    return () => listening.abort();
  }, []);
  return <p role="status" class="sr-only">{status}</p>;
}
