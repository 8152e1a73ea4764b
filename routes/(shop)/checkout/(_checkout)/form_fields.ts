import {
  ADDRESS_PARTS,
  addressLabel,
  type AddressPart,
  readAddressParts,
} from "../../../../components/address_parts.ts";

/** What the names of the address's fields begin with, as in the contract. */
export const ADDRESS = "shipping_address";
type AddressField = `${typeof ADDRESS}.${AddressPart}`;

/** The fields of the checkout form that are shown again as they were typed, by the contract's paths. */
export type KeptField = "contact.email" | "contact.phone" | AddressField | "shipping_method";
/** The fields of the card. They are never sent back. */
type CardField = "card.number" | "card.expiry" | "card.security_code";
export type FormField = KeptField | "coupon" | CardField;

export type Values = Record<KeptField, string>;
/** What is wrong, by field. */
export type FieldErrors = Partial<Record<FormField, string>>;

/** What each field is called, in the order of the page. */
export function labelsIn(country: string): Readonly<Record<FormField, string>> {
  const address = ADDRESS_PARTS.map((part) => [`${ADDRESS}.${part}`, addressLabel(part, country)]);
  return {
    "contact.email": "Email",
    "contact.phone": "Phone",
    ...Object.fromEntries(address) as Record<AddressField, string>,
    "shipping_method": "Delivery",
    "coupon": "Coupon code",
    "card.number": "Card number",
    "card.expiry": "Expiry date",
    "card.security_code": "Security code",
  };
}

/** What each field is called where no country has words of its own. */
export const LABELS = labelsIn("");
/** All fields of the form, in the order of the page. */
export const FIELDS = Object.keys(LABELS) as FormField[];

/** What was typed, without blanks around it. */
export function readValues(form: FormData | undefined): Values {
  const text = (name: KeptField) => String(form?.get(name) ?? "").trim();
  return {
    "contact.email": text("contact.email"),
    "contact.phone": text("contact.phone"),
    ...addressValues(readAddressParts(form, ADDRESS)),
    shipping_method: text("shipping_method"),
  };
}

/** An address as the form's fields hold it. */
export function addressValues(parts: Record<AddressPart, string>): Record<AddressField, string> {
  const entries = ADDRESS_PARTS.map((part) => [`${ADDRESS}.${part}`, parts[part]]);
  return Object.fromEntries(entries) as Record<AddressField, string>;
}
