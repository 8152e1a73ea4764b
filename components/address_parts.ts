import { REGIONS } from "../services/kit/regions.ts";

/** The parts of an address, by the contract's names, in the order of a form. */
export const ADDRESS_PARTS = ["country_code", "region", "name", "line1", "line2", "postal_code", "city"] as const;
export type AddressPart = typeof ADDRESS_PARTS[number];

/** What forms hold, or what is wrong with it, by the names of fields. */
export type ByField = Readonly<Record<string, string | undefined>>;

const LABELS: Readonly<Record<AddressPart, string>> = {
  country_code: "Country",
  region: "State or province",
  name: "Full name",
  line1: "Street and number",
  line2: "Flat, floor or company",
  postal_code: "Postal code",
  city: "Town",
};
/** What people say in the countries that have words of their own. */
const LOCAL_LABELS: Readonly<Record<string, Partial<Record<AddressPart, string>>>> = {
  US: { region: "State", postal_code: "ZIP code" },
  CA: { region: "Province" },
};
/** What cannot be left empty, and what to say if it is. */
const REQUIRED: Readonly<Partial<Record<AddressPart, string>>> = {
  name: "Enter the name of the person it is for.",
  line1: "Enter the street and number.",
  city: "Enter the town.",
};

/** Where parcels go unless the visitor says otherwise. */
export const DEFAULT_COUNTRY = "GB";
/** ISO 3166-1 codes to choose from. The order service says how, and whether, it sends there. */
export const COUNTRIES: readonly string[] = (
  "AT AU BE BG CA CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IT JP LT LU LV MT NL NO NZ PL PT RO SE SI SK US"
).split(" ");

const countryNames = new Intl.DisplayNames("en-GB", { type: "region" });

/** The name of a country, by its ISO 3166-1 code. */
export function countryName(code: string): string {
  return countryNames.of(code) ?? code;
}

/** What a part of an address is called in a country. */
export function addressLabel(part: AddressPart, country: string): string {
  return LOCAL_LABELS[country]?.[part] ?? LABELS[part];
}

/** The address of a form that may say anything: without blanks around it, a country of the list, and a region of the country. */
export function readAddressParts(form: FormData | undefined, path: string): Record<AddressPart, string> {
  const text = (part: AddressPart) => String(form?.get(`${path}.${part}`) ?? "").trim();
  const parts = Object.fromEntries(ADDRESS_PARTS.map((part) => [part, text(part)])) as Record<AddressPart, string>;
  const country = COUNTRIES.includes(parts.country_code) ? parts.country_code : DEFAULT_COUNTRY;
  const region = REGIONS[country]?.find(({ value }) => value === parts.region)?.value ?? "";
  return { ...parts, country_code: country, region };
}

/** What is missing in an address, in words for people, by part. Services judge the rest. */
export function missingParts(parts: Record<AddressPart, string>): Partial<Record<AddressPart, string>> {
  const { country_code: country } = parts;
  const required = {
    ...REQUIRED,
    postal_code: `Enter the ${country === "US" ? "ZIP" : "postal"} code.`,
    ...(REGIONS[country] && { region: `Choose the ${addressLabel("region", country).toLowerCase()}.` }),
  };
  return Object.fromEntries(Object.entries(required).filter(([part]) => parts[part as AddressPart] === ""));
}
