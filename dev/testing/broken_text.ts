/** What a text must be. Lengths in characters. */
export interface TextRules {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly pattern?: string | undefined;
  readonly format?: "email" | "uuid" | undefined;
}

/** Texts of which one fits whatever rules we have. Add one when a new rule finds none. */
const TEXTS = [
  "mug",
  "idempotency-key-1",
  "MUG",
  "GB",
  "GBP",
  "123456",
  "123",
  "Ada",
  "ada@example.com",
  "018f0000-0000-7000-8000-00000000ada1",
  "+442071234567",
  "https://example.com/hook",
  "12.99",
  "Material:Stoneware",
  "order.paid",
  "staff",
  "",
  "two words",
  "a\u0000b",
  "über@",
];

const FORMATS = { email: /^[^@\s]+@[^@\s]+$/, uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/ };

/** A text that keeps all rules. */
export function validText(rules: TextRules): string {
  return candidates(rules).find((text) => broken(rules, text).length === 0) ??
    fail(`Cannot find a text that keeps ${JSON.stringify(rules)}: add one to the list`);
}

/** For each rule a text that breaks it, and no other where that can be. */
export function brokenTexts(rules: TextRules): [rule: string, text: string][] {
  const texts = candidates(rules).map((text) => ({ text, rules: broken(rules, text) }));
  return Object.keys(TESTS).flatMap((rule): [string, string][] => {
    if (!rules[rule as keyof TextRules]) return [];
    const breaking = texts.filter((text) => text.rules.includes(rule));
    const [first] = breaking.sort((a, b) => a.rules.length - b.rules.length);
    return [[rule, first?.text ?? fail(`Cannot find a text that breaks ${rule} of ${JSON.stringify(rules)}`)]];
  });
}

const TESTS: { [R in keyof TextRules]-?: (text: string, rule: NonNullable<TextRules[R]>) => boolean } = {
  min: (text, min) => [...text].length >= min,
  max: (text, max) => [...text].length <= max,
  pattern: (text, pattern) => new RegExp(pattern, "u").test(text),
  format: (text, format) => FORMATS[format].test(text),
};

function broken(rules: TextRules, text: string): string[] {
  return Object.entries(TESTS).flatMap(([rule, keeps]) => {
    const limit = rules[rule as keyof TextRules];
    return limit && !keeps(text, limit as never) ? [rule] : [];
  });
}

/** The texts above, and each as long as one too few, as just enough, and as one too many. */
function candidates({ min, max }: TextRules): string[] {
  const cut = min ? TEXTS.map((text) => text.slice(0, min - 1)) : [];
  const lengths = [...(min ? [min] : []), ...(max ? [max + 1] : [])];
  return [
    ...TEXTS,
    ...cut,
    ...lengths.flatMap((n) => TEXTS.flatMap((text) => [text.padEnd(n, "a"), text.padStart(n, "a")])),
  ];
}

function fail(message: string): never {
  throw new RangeError(message);
}
