import type { TargetedSubmitEvent } from "preact";
import { useRef, useState } from "preact/hooks";
import { announceCart } from "./cart_changed.ts";

/** What came of adding. */
export interface Outcome {
  ok: boolean;
  message: string;
}

/**
 * Sends a product's form without leaving the page.
 *
 * @param action where to
 * @returns `forget` ends a wish to add: what is sent after it counts anew
 */
export function useAddToCart(action: string) {
  const [sending, setSending] = useState(false);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  // One key for each wish, however often it has to be sent.
  const key = useRef("");
  const forget = () => {
    key.current = "";
    setOutcome(null);
  };
  const submit = async (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (sending) return;
    setSending(true);
    key.current ||= makeKey();
    const fields = new URLSearchParams(new FormData(event.currentTarget) as unknown as Record<string, string>);
    fields.set("key", key.current);
    const answer = await send(action, fields);
    if (answer.ok) key.current = "";
    setOutcome(answer);
    setSending(false);
  };
  return { submit, sending, outcome, forget };
}

/** Not `crypto.randomUUID()`: that is missing on plain http, where phones see a development shop. */
function makeKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function send(action: string, fields: URLSearchParams): Promise<Outcome> {
  try {
    const response = await fetch(action, { method: "POST", body: fields, headers: { accept: "application/json" } });
    const { itemCount, message } = await response.json();
    if (response.ok) announceCart(itemCount);
    return { ok: response.ok, message };
  } catch {
    return { ok: false, message: "The shop cannot be reached. Try again: nothing is added twice." };
  }
}
