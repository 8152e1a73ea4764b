import { REGIONS } from "../../kit/regions.ts";

/** What is wrong with the part of a country in an address, for people; undefined when nothing is. */
export function regionProblem(countryCode: string, region: string): string | undefined {
  const regions = REGIONS[countryCode];
  if (!regions || regions.some(({ value }) => value === region)) return undefined;
  const what = countryCode === "CA" ? "province" : "state";
  return `Must be the code of a ${what}, such as ${countryCode === "CA" ? "ON" : "NY"}`;
}
