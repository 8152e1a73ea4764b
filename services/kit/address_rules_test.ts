import assert from "node:assert/strict";
import { checkAddress } from "./address_rules.ts";
import { ErrorCode } from "./errors.ts";
import { failsWith } from "./testing/fails_with.ts";

const ADDRESS = { name: "Ada", line1: "1 High Street", city: "Town", postalCode: "SW1Y 4JH", countryCode: "GB" };

/** Where an address must tell its region, one that is right. */
const REGIONS: Record<string, string> = { US: "CA", CA: "ON" };

function check(changes: Partial<typeof ADDRESS & { line2: string; region: string }>) {
  const region = REGIONS[changes.countryCode ?? ""] ?? "";
  return checkAddress({ ...ADDRESS, line2: "", region, ...changes }, "to");
}

Deno.test("checkAddress() takes off blanks around each part", () => {
  const checked = check({ name: " Ada ", line2: " ", postalCode: " SW1Y 4JH " });
  assert.deepEqual(checked, { ...ADDRESS, line2: "", region: "" });
});

Deno.test("checkAddress() names every part that is blank or more than a line", () => {
  const bad = { name: " ", line1: "1\nHigh Street", line2: "a\0b", city: "\t", postalCode: " " };
  assert.throws(
    () => check(bad),
    failsWith(ErrorCode.INVALID_ARGUMENT, "to.name", "to.line1", "to.line2", "to.city", "to.postal_code"),
  );
});

const CODES: Record<string, { good: string[]; bad: string[] }> = {
  GB: {
    good: ["SW1A 1AA", "sw1a1aa", "M1 1AE", "GIR 0AA", "EC1A 1BB"],
    bad: ["SW1A", "1234", "SW1A  1AA", "SW1A 1AA1"],
  },
  US: { good: ["10001", "10001-1234"], bad: ["1000", "10001-12", "ABCDE"] },
  DE: { good: ["10115"], bad: ["1011", "101155", "D-10115"] },
  NL: { good: ["1012 JS", "1012js"], bad: ["1012", "JS 1012"] },
  IE: { good: ["D02 AF30", "D6W XY00"], bad: ["D02", "02D AF30"] },
  CA: { good: ["K1A 0B1"], bad: ["K1A", "11A 0B1"] },
  CY: { good: ["anything"], bad: [] },
};

for (const [countryCode, { good, bad }] of Object.entries(CODES)) {
  Deno.test(`checkAddress() knows postal codes of ${countryCode}`, () => {
    for (const postalCode of good) assert.equal(check({ countryCode, postalCode }).postalCode, postalCode);
    for (const postalCode of bad) {
      assert.throws(
        () => check({ countryCode, postalCode }),
        failsWith(ErrorCode.INVALID_ARGUMENT, "to.postal_code"),
        postalCode,
      );
    }
  });
}

Deno.test("checkAddress() asks for the state or province where the tax depends on it", () => {
  for (const region of ["", "C", "CAL", "05"]) {
    assert.throws(
      () => check({ countryCode: "US", postalCode: "10001", region }),
      failsWith(ErrorCode.INVALID_ARGUMENT, "to.region"),
      region,
    );
  }
  assert.equal(check({ countryCode: "DE", postalCode: "10115", region: "" }).region, "");
});
