import { REGIONS } from "../services/kit/regions.ts";
import { addressLabel, type AddressPart, type ByField, COUNTRIES, countryName } from "./address_parts.ts";
import { Field, type FieldProps } from "./field.tsx";
import { SelectField } from "./select_field.tsx";

export interface AddressFieldsProps {
  /** What the names of the fields begin with, such as "shipping_address". */
  path: string;
  /** What was typed so far, by name. */
  values: ByField;
  /** What is wrong, by name. */
  errors: ByField;
  /** What the button says that shows the form for another country, where no script presses it. */
  update: string;
}

/** Id of that button. */
const UPDATE = "update-place";
const COUNTRY_CHOICES = COUNTRIES.map((code) => ({ value: code, label: countryName(code) }))
  .sort((a, b) => a.label.localeCompare(b.label, "en-GB"));

/** Where something goes, as the country writes it: the regions and the names of parts depend on it. Two columns of a grid. */
export function AddressFields(props: AddressFieldsProps) {
  const { path, values, errors, update } = props;
  const country = `${path}.country_code`;
  return (
    <>
      <div class="col-span-2">
        <SelectField
          name={country}
          label={addressLabel("country_code", "")}
          value={values[country] ?? ""}
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
          {update}
        </button>
      </div>
      <div id="region" class="col-span-2 empty:hidden">
        <RegionField {...props} />
      </div>
      <Part {...props} part="name" autocomplete="name" required maxLength={100} class="col-span-2" />
      <Part {...props} part="line1" autocomplete="address-line1" required maxLength={200} />
      <Part {...props} part="line2" autocomplete="address-line2" maxLength={200} />
      <Part {...props} part="postal_code" autocomplete="postal-code" required maxLength={20} />
      <Part {...props} part="city" autocomplete="address-level2" required maxLength={100} />
    </>
  );
}

/** Which part of the country, where that is a part of addresses. It decides the tax. */
function RegionField({ path, values, errors }: AddressFieldsProps) {
  const country = values[`${path}.country_code`] ?? "";
  const name = `${path}.region`;
  const regions = REGIONS[country];
  if (!regions) return null;
  return (
    <SelectField
      name={name}
      label={addressLabel("region", country)}
      value={values[name] ?? ""}
      choices={[{ value: "", label: "Choose one" }, ...regions]}
      error={errors[name]}
      autocomplete="address-level1"
      sends={UPDATE}
    />
  );
}

interface PartProps extends AddressFieldsProps, Omit<FieldProps, "label" | "name" | "value" | "error"> {
  part: AddressPart;
}

/** A field that is shown again as it was typed; a line of its own on a phone. */
function Part(
  { path, values, errors, update: _, part, class: className = "max-sm:col-span-2", ...field }: PartProps,
) {
  const name = `${path}.${part}`;
  const label = addressLabel(part, values[`${path}.country_code`] ?? "");
  return <Field {...field} name={name} label={label} value={values[name]} error={errors[name]} class={className} />;
}
