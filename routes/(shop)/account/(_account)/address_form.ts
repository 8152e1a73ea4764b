import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  ADDRESS_PARTS,
  addressLabel,
  type ByField,
  missingParts,
  readAddressParts,
} from "../../../../components/address_parts.ts";
import type { SavedAddress, SavedAddressSchema } from "../../../../proto/gen/shopflow/user/v1/account_pb.ts";
import { readPhone } from "../../../(_shared)/read_phone.ts";

/** What the names of the form's fields begin with, as in the contract. */
export const ADDRESS = "address";
const PHONE = `${ADDRESS}.phone`;

/** An address as the form shows it. */
export interface AddressValues {
  fields: ByField;
  defaultShipping: boolean;
  defaultBilling: boolean;
}

/** What the fields are called in a country, in the order of the form. */
export function addressLabels(country: string): Record<string, string> {
  const labels = ADDRESS_PARTS.map((part) => [`${ADDRESS}.${part}`, addressLabel(part, country)]);
  return { ...Object.fromEntries(labels), [PHONE]: "Phone" };
}

/** A saved address, to be changed. */
export function valuesOf(address: SavedAddress): AddressValues {
  const { countryCode, region, name, line1, line2, postalCode, city, phone, defaultShipping, defaultBilling } = address;
  const parts = { country_code: countryCode, region, name, line1, line2, postal_code: postalCode, city, phone };
  const fields = Object.fromEntries(Object.entries(parts).map(([part, value]) => [`${ADDRESS}.${part}`, value]));
  return { fields, defaultShipping, defaultBilling };
}

/** What was typed; an empty form without one. */
export function typedValues(form?: FormData): AddressValues {
  const parts = Object.entries(readAddressParts(form, ADDRESS)).map(([part, value]) => [`${ADDRESS}.${part}`, value]);
  return {
    fields: { ...Object.fromEntries(parts), [PHONE]: String(form?.get(PHONE) ?? "").trim() },
    defaultShipping: form?.has("default_shipping") ?? false,
    defaultBilling: form?.has("default_billing") ?? false,
  };
}

/** The address that a form asks for, or what is missing in it, by field. The service judges the rest. */
export function readAddressForm(
  form: FormData,
): { address: MessageInitShape<typeof SavedAddressSchema> } | { errors: Record<string, string> } {
  const parts = readAddressParts(form, ADDRESS);
  const missing = Object.entries(missingParts(parts));
  if (missing.length > 0) {
    return { errors: Object.fromEntries(missing.map(([part, text]) => [`${ADDRESS}.${part}`, text])) };
  }
  const { country_code: countryCode, postal_code: postalCode, ...rest } = parts;
  const { fields, defaultShipping, defaultBilling } = typedValues(form);
  const phone = readPhone(fields[PHONE] ?? "");
  return { address: { ...rest, countryCode, postalCode, phone, defaultShipping, defaultBilling } };
}

/** Whether two addresses are the same place and person: a form that was sent twice is one address. */
export function isSame(a: SavedAddress, b: MessageInitShape<typeof SavedAddressSchema>): boolean {
  const parts = ["name", "line1", "line2", "city", "postalCode", "countryCode", "region", "phone"] as const;
  return parts.every((part) => a[part] === (b[part] ?? ""));
}
