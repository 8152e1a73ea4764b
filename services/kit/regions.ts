const US =
  "AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware|DC District of Columbia|" +
  "FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas|KY Kentucky|LA Louisiana|ME Maine|" +
  "MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|MO Missouri|MT Montana|NE Nebraska|NV Nevada|" +
  "NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York|NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|" +
  "PA Pennsylvania|RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia|" +
  "WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming|AS American Samoa|GU Guam|MP Northern Mariana Islands|" +
  "PR Puerto Rico|VI U.S. Virgin Islands|AA Armed Forces Americas|AE Armed Forces Europe|AP Armed Forces Pacific";
const CA = "AB Alberta|BC British Columbia|MB Manitoba|NB New Brunswick|NL Newfoundland and Labrador|NS Nova Scotia|" +
  "NT Northwest Territories|NU Nunavut|ON Ontario|PE Prince Edward Island|QC Quebec|SK Saskatchewan|YT Yukon";

/**
 * Parts of countries whose addresses need one, because tax depends on it, as in ISO 3166-2 behind the dash. Those of the United
 * States are with the District of Columbia, the territories, and the armed forces' addresses.
 */
export const REGIONS: Readonly<Record<string, readonly { value: string; label: string }[]>> = {
  US: choices(US),
  CA: choices(CA),
};

/** What is wrong with the part of a country in an address, for people; undefined when nothing is. */
export function regionProblem(countryCode: string, region: string): string | undefined {
  const regions = REGIONS[countryCode];
  if (!regions || regions.some(({ value }) => value === region)) return undefined;
  const what = countryCode === "CA" ? "province" : "state";
  return `Must be the code of a ${what}, such as ${countryCode === "CA" ? "ON" : "NY"}`;
}

function choices(text: string) {
  return text.split("|").map((entry) => ({ value: entry.slice(0, 2), label: entry.slice(3) }));
}
