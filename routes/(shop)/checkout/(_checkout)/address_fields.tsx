import { Field, type FieldProps } from "../../../../components/field.tsx";
import { SelectField } from "../../../../components/select_field.tsx";
import { COUNTRIES, type FieldErrors, type KeptField, LABELS, type Values } from "./form_fields.ts";
import { REGIONS } from "../../../../services/kit/regions.ts";

interface FieldsProps {
  /** What was typed so far. */
  values: Values;
  errors: FieldErrors;
}

/** Id of the button that shows what delivery to another place costs. */
const UPDATE = "update-place";
const countryNames = new Intl.DisplayNames("en-GB", { type: "region" });
const COUNTRY_CHOICES = COUNTRIES.map((code) => ({ value: code, label: countryNames.of(code) ?? code }))
  .sort((a, b) => a.label.localeCompare(b.label, "en-GB"));

/** Whom to write to. */
export function ContactFields(props: FieldsProps) {
  return (
    <>
      <Kept {...props} name="contact.email" type="email" autocomplete="email" required maxLength={254} />
      <Kept
        {...props}
        name="contact.phone"
        type="tel"
        autocomplete="tel"
        maxLength={30}
        hint="For the carrier. With country code, such as +44 20 7123 4567."
      />
    </>
  );
}

/** Where it goes. */
export function AddressFields(props: FieldsProps) {
  const { values, errors } = props;
  const country = "shipping_address.country_code";
  return (
    <>
      <div class="col-span-2">
        <SelectField
          name={country}
          label={LABELS[country]}
          value={values[country]}
          choices={COUNTRY_CHOICES}
          error={errors[country]}
          autocomplete="country"
          sends={UPDATE}
        />
        <button
          id={UPDATE}
          type="submit"
          name="intent"
          value="update"
          formNoValidate
          data-live
          class="mt-2 hidden min-h-11 font-medium underline underline-offset-4 noscript:block"
        >
          Show delivery and tax for this address
        </button>
      </div>
      <div id="region" class="col-span-2 empty:hidden">
        <RegionField {...props} />
      </div>
      <Kept {...props} name="shipping_address.name" autocomplete="name" required maxLength={100} class="col-span-2" />
      <Kept {...props} name="shipping_address.line1" autocomplete="address-line1" required maxLength={200} />
      <Kept {...props} name="shipping_address.line2" autocomplete="address-line2" maxLength={200} />
      <Kept {...props} name="shipping_address.postal_code" autocomplete="postal-code" required maxLength={20} />
      <Kept {...props} name="shipping_address.city" autocomplete="address-level2" required maxLength={100} />
    </>
  );
}

/** Which part of the country, where that is a part of addresses. It decides the tax. */
function RegionField({ values, errors }: FieldsProps) {
  const name = "shipping_address.region";
  const regions = REGIONS[values["shipping_address.country_code"]];
  if (!regions) return null;
  return (
    <SelectField
      name={name}
      label={LABELS[name]}
      value={values[name]}
      choices={[{ value: "", label: "Choose one" }, ...regions]}
      error={errors[name]}
      autocomplete="address-level1"
      sends={UPDATE}
    />
  );
}

interface KeptProps extends FieldsProps, Omit<FieldProps, "label" | "value" | "error"> {
  name: KeptField;
}

/** A field that is shown again as it was typed; a line of its own on a phone. */
function Kept({ values, errors, name, class: className = "max-sm:col-span-2", ...field }: KeptProps) {
  return (
    <Field {...field} name={name} label={LABELS[name]} value={values[name]} error={errors[name]} class={className} />
  );
}
