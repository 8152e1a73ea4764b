/** Parts of countries where tax depends on them, as in ISO 3166-2 behind the dash. */
const REGIONS: Readonly<Record<string, ReadonlySet<string>>> = {
  CA: new Set("AB BC MB NB NL NS NT NU ON PE QC SK YT".split(" ")),
  // With the District of Columbia, the territories, and the armed forces' addresses
  US: new Set(
    ("AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI " +
      "SC SD TN TX UT VT VA WA WV WI WY DC AS GU MP PR VI AA AE AP").split(" "),
  ),
};

/** What is wrong with the part of a country in an address, for people; undefined when nothing is. */
export function regionProblem(countryCode: string, region: string): string | undefined {
  const regions = REGIONS[countryCode];
  if (!regions || regions.has(region)) return undefined;
  const what = countryCode === "CA" ? "province" : "state";
  return `Must be the code of a ${what}, such as ${countryCode === "CA" ? "ON" : "NY"}`;
}
