import { Field } from "../../../../components/field.tsx";
import { type FieldErrors, LABELS, type Values } from "./form_fields.ts";

/** Whom to write to. */
export function ContactFields({ values, errors }: { values: Values; errors: FieldErrors }) {
  const kept = (name: "contact.email" | "contact.phone") => ({
    name,
    label: LABELS[name],
    value: values[name],
    error: errors[name],
    class: "max-sm:col-span-2",
  });
  return (
    <>
      <Field {...kept("contact.email")} type="email" autocomplete="email" required maxLength={254} />
      <Field
        {...kept("contact.phone")}
        type="tel"
        autocomplete="tel"
        maxLength={30}
        hint="For the carrier. With country code, such as +44 20 7123 4567."
      />
    </>
  );
}
