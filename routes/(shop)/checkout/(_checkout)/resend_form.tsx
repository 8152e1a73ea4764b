import { Button } from "../../../../components/button.tsx";
import { Notice } from "../../../../components/notice.tsx";
import { Panel } from "../../../../components/panel.tsx";
import { CardFields } from "./card_fields.tsx";

export interface ResendFormProps {
  /** What happened, as far as it is known. */
  message: string;
  /** All that was sent, but for the card. */
  fields: [name: string, value: string][];
}

/**
 * Sends the very same order again, where nobody knows what became of it: under the same key it counts once. It needs no service
 * to be shown, and no cart, which an order that was placed has emptied.
 */
export function ResendForm({ message, fields }: ResendFormProps) {
  return (
    <form method="post" action="/checkout" class="mt-6 grid max-w-2xl gap-6">
      <Notice kind="warn" urgent id="problem">
        <h2 class="font-semibold">{message}</h2>
        <p>Your address and your choices are kept. We never keep cards: enter the same one again.</p>
      </Notice>
      {fields.map(([name, value], index) => <input key={index} type="hidden" name={name} value={value} />)}
      <Panel as="section" labelledBy="resend-payment">
        <h2 id="resend-payment" class="text-heading">Payment</h2>
        <div class="mt-4 grid grid-cols-2 gap-x-4 gap-y-4 sm:gap-x-5">
          <CardFields errors={{}} />
        </div>
        <Button class="mt-5 w-full text-lg">Send again</Button>
      </Panel>
    </form>
  );
}

/** All fields of a checkout form but the card's. */
export function resentFields(form: FormData): ResendFormProps["fields"] {
  return [...form].filter((field): field is [string, string] =>
    typeof field[1] === "string" && !field[0].startsWith("card.")
  );
}
