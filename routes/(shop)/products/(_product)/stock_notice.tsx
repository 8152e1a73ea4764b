import { Button } from "../../../../components/button.tsx";
import { Field } from "../../../../components/field.tsx";
import { SelectField } from "../../../../components/select_field.tsx";
import type { VariantChoice } from "../../../../components/variants.ts";

export interface StockNoticeProps {
  slug: string;
  variants: VariantChoice[];
  /** What was typed, and what is wrong with it. */
  refused?: { sku: string; email: string; error: string };
}

/** Asks for a mail when what is sold out can be bought again. */
export function StockNotice({ slug, variants, refused }: StockNoticeProps) {
  const soldOut = variants.filter(({ available }) => available === 0);
  const [first] = soldOut;
  if (!first) return null;
  const choices = soldOut.map(({ sku, values }) => ({ value: sku, label: values.join(", ") }));
  return (
    <details open={refused !== undefined} class="mt-6 border-t border-line pt-2">
      <summary class="inline-flex min-h-11 items-center font-semibold text-accent underline underline-offset-4">
        {soldOut.length === variants.length ? "Tell me when it is back" : "Something sold out? Tell me when it is back"}
      </summary>
      <form method="post" action={`/products/${slug}/notice`} class="mt-2 grid gap-4">
        {first.values.length === 0
          ? <input type="hidden" name="sku" value={first.sku} />
          : <SelectField name="sku" label="Which" value={refused?.sku ?? first.sku} choices={choices} />}
        <Field
          name="email"
          type="email"
          label="Email"
          value={refused?.email}
          error={refused?.error}
          autocomplete="email"
          maxLength={254}
          required
          hint="For this one mail, and nothing else."
        />
        <Button look="quiet">Write to me</Button>
      </form>
    </details>
  );
}
