import { REGIONS } from "../../../../services/kit/regions.ts";

/** The fields of the checkout form that are shown again as they were typed, by the contract's paths. */
export const KEPT_FIELDS = [
  "contact.email",
  "contact.phone",
  "shipping_address.name",
  "shipping_address.line1",
  "shipping_address.line2",
  "shipping_address.city",
  "shipping_address.postal_code",
  "shipping_address.country_code",
  "shipping_address.region",
  "shipping_method",
] as const;
/** The fields of the card. They are never sent back. */
export const CARD_FIELDS = ["card.number", "card.expiry", "card.security_code"] as const;

export type KeptField = typeof KEPT_FIELDS[number];
export type FormField = KeptField | "coupon" | typeof CARD_FIELDS[number];

/** What each field is called, in the order of the page. */
export const LABELS: Readonly<Record<FormField, string>> = {
  "contact.email": "Email",
  "contact.phone": "Phone",
  "shipping_address.country_code": "Country",
  "shipping_address.region": "State or province",
  "shipping_address.name": "Full name",
  "shipping_address.line1": "Street and number",
  "shipping_address.line2": "Flat, floor or company",
  "shipping_address.postal_code": "Postal code",
  "shipping_address.city": "Town",
  "shipping_method": "Delivery",
  "coupon": "Coupon code",
  "card.number": "Card number",
  "card.expiry": "Expiry date",
  "card.security_code": "Security code",
};

export type Values = Record<KeptField, string>;
/** What is wrong, by field. */
export type FieldErrors = Partial<Record<FormField, string>>;

/** Where parcels go unless the visitor says otherwise. */
export const DEFAULT_COUNTRY = "GB";
/** ISO 3166-1 codes to choose from. The order service says how, and whether, it sends there. */
export const COUNTRIES = (
  "AT AU BE BG CA CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IT JP LT LU LV MT NL NO NZ PL PT RO SE SI SK US"
).split(" ");

/** The country of a form that may say anything. */
export function countryOf(form: FormData | undefined): string {
  const code = String(form?.get("shipping_address.country_code") ?? "");
  return COUNTRIES.includes(code) ? code : DEFAULT_COUNTRY;
}

/** The part of the country of a form that may say anything; empty while none is chosen, and where none is needed. */
export function regionOf(form: FormData | undefined): string {
  const code = form?.get("shipping_address.region");
  return REGIONS[countryOf(form)]?.find(({ value }) => value === code)?.value ?? "";
}

/** What was typed, without blanks around it. */
export function readValues(form: FormData | undefined): Values {
  const values = KEPT_FIELDS.map((name) => [name, String(form?.get(name) ?? "").trim()]);
  return {
    ...Object.fromEntries(values) as Values,
    "shipping_address.country_code": countryOf(form),
    "shipping_address.region": regionOf(form),
  };
}
