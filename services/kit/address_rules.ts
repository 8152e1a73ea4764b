import { ErrorCode, ShopError } from "./errors.ts";
import { regionProblem } from "./regions.ts";

interface PostalRule {
  pattern: RegExp;
  example: string;
}

const FOUR_DIGITS: PostalRule = { pattern: /^\d{4}$/, example: "1010" };
const FIVE_DIGITS: PostalRule = { pattern: /^\d{5}$/, example: "10115" };

/** How postal codes are written, where we know; elsewhere any is taken. */
const POSTAL_RULES: Readonly<Record<string, PostalRule>> = {
  AT: FOUR_DIGITS,
  AU: FOUR_DIGITS,
  BE: FOUR_DIGITS,
  CA: { pattern: /^[A-Z]\d[A-Z] ?\d[A-Z]\d$/i, example: "K1A 0B1" },
  CH: FOUR_DIGITS,
  DE: FIVE_DIGITS,
  DK: FOUR_DIGITS,
  ES: FIVE_DIGITS,
  FI: FIVE_DIGITS,
  FR: FIVE_DIGITS,
  GB: { pattern: /^([A-Z]{1,2}\d[A-Z\d]?|GIR) ?\d[A-Z]{2}$/i, example: "SW1A 1AA" },
  IE: { pattern: /^[A-Z]\d[\dW] ?[A-Z\d]{4}$/i, example: "D02 AF30" },
  IT: FIVE_DIGITS,
  JP: { pattern: /^\d{3}-?\d{4}$/, example: "100-0001" },
  NL: { pattern: /^\d{4} ?[A-Z]{2}$/i, example: "1012 JS" },
  NO: FOUR_DIGITS,
  NZ: FOUR_DIGITS,
  PL: { pattern: /^\d{2}-\d{3}$/, example: "00-001" },
  PT: { pattern: /^\d{4}-\d{3}$/, example: "1100-148" },
  SE: { pattern: /^\d{3} ?\d{2}$/, example: "111 20" },
  US: { pattern: /^\d{5}(-\d{4})?$/, example: "10001" },
};

/** The parts of an address. Once checked, without the blanks around them. */
export interface AddressParts {
  name: string;
  line1: string;
  line2: string;
  city: string;
  postalCode: string;
  countryCode: string;
  region: string;
}

/**
 * Trims an address and checks what its field rules cannot say. Fails with INVALID_ARGUMENT, naming every field at fault.
 *
 * @param path of the address in the request, such as "shipping_address"
 */
export function checkAddress(address: AddressParts, path: string): AddressParts {
  const checked = {
    name: address.name.trim(),
    line1: address.line1.trim(),
    line2: address.line2.trim(),
    city: address.city.trim(),
    postalCode: address.postalCode.trim(),
    countryCode: address.countryCode,
    region: address.region,
  };
  const problems: [string, string | undefined][] = [
    ["name", textProblem(checked.name)],
    ["line1", textProblem(checked.line1)],
    ["line2", checked.line2 && textProblem(checked.line2)],
    ["city", textProblem(checked.city)],
    ["postal_code", textProblem(checked.postalCode) ?? postalProblem(checked)],
    ["region", regionProblem(checked.countryCode, checked.region)],
  ];
  const violations = problems.flatMap(([part, description]) =>
    description ? [{ field: `${path}.${part}`, description }] : []
  );
  if (violations.length === 0) return checked;
  throw new ShopError(ErrorCode.INVALID_ARGUMENT, "Cannot send to this address: it cannot be right", {
    details: { violations },
  });
}

function textProblem(text: string): string | undefined {
  if (text === "") return "Must not be blank";
  if (/\p{Cc}/u.test(text)) return "Must be one line of text";
}

function postalProblem({ postalCode, countryCode }: AddressParts): string | undefined {
  const rule = POSTAL_RULES[countryCode];
  if (rule && !rule.pattern.test(postalCode)) return `Must be a postal code of the country, such as ${rule.example}`;
}
