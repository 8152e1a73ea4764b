import { type DescEnum, type DescField, type DescMessage, getOption, hasOption, ScalarType } from "@bufbuild/protobuf";
import {
  field as fieldRules,
  type FieldRules,
  oneof as oneofRules,
} from "@bufbuild/protovalidate/gen/buf/validate/validate_pb.js";
import { brokenTexts, type TextRules, validText } from "./broken_text.ts";

/** A message's fields, as `create()` takes them. */
export type Init = Record<string, unknown>;

/** A value that breaks a rule of a field, or of something in it. */
interface Broken {
  /** Where from the field on, such as "[0].sku"; empty for itself. */
  readonly path: string;
  readonly rule: string;
  /** undefined when the field is left out. */
  readonly value: unknown;
}

/** A message that breaks one rule. */
export interface BrokenMessage {
  /** The field, or oneof, at fault, such as "items[0].sku". */
  readonly path: string;
  readonly rule: string;
  readonly init: Init;
}

const NO_ENUM = 9_999;

/** A message that keeps all rules, with every field set, and of a oneof the given one or else the first. */
export function validMessage(message: DescMessage, chosen?: DescField): Init {
  if (message.typeName.startsWith("google.")) return {};
  const init: Init = {};
  for (const field of message.fields) {
    if (!field.oneof) init[field.localName] = validValue(field);
    else if (field === (chosen?.oneof === field.oneof ? chosen : field.oneof.fields[0])) {
      set(init, field, validValue(field));
    }
  }
  return init;
}

function validValue(field: DescField): unknown {
  const rules = rulesOf(field);
  const value = (of: FieldRules | undefined) => {
    if (field.message) return validMessage(field.message);
    return field.enum ? validEnum(field.enum, of) : validScalar(field.scalar!, of);
  };
  switch (field.fieldKind) {
    case "list": {
      const repeated = rules?.type.case === "repeated" ? rules.type.value : undefined;
      return Array.from({ length: Math.max(1, Number(repeated?.minItems ?? 0)) }, () => value(repeated?.items));
    }
    case "map": {
      const map = rules?.type.case === "map" ? rules.type.value : undefined;
      return { [validText(textRules(map?.keys))]: value(map?.values) };
    }
    default:
      return value(rules);
  }
}

function validEnum({ values }: DescEnum, rules: FieldRules | undefined): number {
  const { in: allowed = [], notIn = [] } = rules?.type.case === "enum" ? rules.type.value : {};
  const numbers = values.map(({ number }) => number);
  return numbers.find((number) => !notIn.includes(number) && (allowed.length === 0 || allowed.includes(number)))!;
}

function validScalar(scalar: ScalarType, rules: FieldRules | undefined): unknown {
  switch (scalar) {
    case ScalarType.STRING:
      return validText(textRules(rules));
    case ScalarType.BYTES:
      return new Uint8Array(Number(rules?.type.case === "bytes" ? rules.type.value.minLen : 0));
    case ScalarType.BOOL:
      return rules?.type.case === "bool" && rules.type.value.const;
    default: {
      const least = limits(rules).find(([rule]) => rule === "gte" || rule === "gt");
      const zero = isLong(scalar) ? 0n : 0;
      return least && least[1] > zero ? least[1] : zero;
    }
  }
}

/** Every way to break one rule of a message, or of what is in it. */
export function* brokenMessages(message: DescMessage): Generator<BrokenMessage> {
  if (message.typeName.startsWith("google.")) return;
  for (const field of message.fields) {
    for (const { path, rule, value } of brokenValues(field)) {
      const init = validMessage(message, field);
      set(init, field, value);
      yield { path: field.name + path, rule, init };
    }
  }
  for (const oneof of message.oneofs) {
    if (!hasOption(oneof, oneofRules) || !getOption(oneof, oneofRules).required) continue;
    yield {
      path: oneof.name,
      rule: "required",
      init: { ...validMessage(message), [oneof.localName]: { case: undefined } },
    };
  }
}

function* brokenValues(field: DescField): Generator<Broken> {
  const rules = rulesOf(field);
  if (rules?.required) yield { path: "", rule: "required", value: undefined };
  const broken = (of: FieldRules | undefined): Iterable<Broken> =>
    field.message
      ? brokenMessages(field.message).map(({ path, rule, init }) => ({ path: `.${path}`, rule, value: init }))
      : brokenScalars(field, of);
  switch (field.fieldKind) {
    case "list":
      yield* brokenList(field, rules, broken);
      break;
    case "map":
      yield* brokenMap(field, rules);
      break;
    default:
      yield* broken(rules);
  }
}

function* brokenList(
  field: DescField,
  rules: FieldRules | undefined,
  brokenItems: (rules: FieldRules | undefined) => Iterable<Broken>,
): Generator<Broken> {
  const { minItems = 0n, maxItems = 0n, unique, items } = rules?.type.case === "repeated"
    ? rules.type.value
    : { items: undefined };
  const [item, ...others] = validValue(field) as [unknown, ...unknown[]];
  if (minItems > 0n) yield { path: "", rule: "min_items", value: others };
  if (maxItems > 0n) yield { path: "", rule: "max_items", value: Array(Number(maxItems) + 1).fill(item) };
  if (unique) yield { path: "", rule: "unique", value: [item, item] };
  for (const { path, rule, value } of brokenItems(items)) yield { path: `[0]${path}`, rule, value: [value, ...others] };
}

function* brokenMap(field: DescField, rules: FieldRules | undefined): Generator<Broken> {
  if (rules?.type.case !== "map") return;
  const { maxPairs, keys, values } = rules.type.value;
  const [[key, value]] = Object.entries(validValue(field) as Init) as [[string, unknown]];
  const many = Array.from({ length: Number(maxPairs) + 1 }, (_, i) => [`${key}${i}`, value]);
  if (maxPairs > 0n) yield { path: "", rule: "max_pairs", value: Object.fromEntries(many) };
  for (const [rule, text] of brokenTexts(textRules(keys))) {
    yield { path: `[${JSON.stringify(text)}]`, rule, value: { [text]: value } };
  }
  for (const [rule, text] of brokenTexts(textRules(values))) {
    yield { path: `[${JSON.stringify(key)}]`, rule, value: { [key]: text } };
  }
}

function* brokenScalars(field: DescField, rules: FieldRules | undefined): Generator<Broken> {
  const { type } = rules ?? { type: { case: undefined } };
  const broken = (rule: string, value: unknown): Broken => ({ path: "", rule, value });
  switch (type.case) {
    case "string":
      for (const [rule, text] of brokenTexts(textRules(rules))) yield broken(rule, text);
      break;
    case "bytes":
      if (type.value.minLen > 0n) yield broken("min_len", new Uint8Array(Number(type.value.minLen) - 1));
      if (type.value.maxLen > 0n) yield broken("max_len", new Uint8Array(Number(type.value.maxLen) + 1));
      break;
    case "bool":
      yield broken("const", !type.value.const);
      break;
    case "enum":
      yield broken("defined_only", NO_ENUM);
      for (const { number } of field.enum!.values) {
        const { in: allowed, notIn } = type.value;
        if (notIn.includes(number)) yield broken("not_in", number);
        if (allowed.length > 0 && !allowed.includes(number)) yield broken("in", number);
      }
      break;
    default:
      for (const [rule, limit] of limits(rules)) {
        const step = rule === "lte" ? 1 : rule === "gte" ? -1 : 0;
        const value = typeof limit === "bigint" ? limit + BigInt(step) : limit + step;
        if (value >= 0 || !isUnsigned(field.scalar!)) yield broken(rule, value);
      }
  }
}

function rulesOf(field: DescField): FieldRules | undefined {
  return hasOption(field, fieldRules) ? getOption(field, fieldRules) : undefined;
}

function textRules(rules: FieldRules | undefined): TextRules {
  if (rules?.type.case !== "string") return {};
  const { minLen, maxLen, pattern, wellKnown } = rules.type.value;
  const format = wellKnown.case === "email" || wellKnown.case === "uuid" ? wellKnown.case : undefined;
  return { min: Number(minLen), max: Number(maxLen), pattern, format };
}

type Limit = [rule: string, value: number | bigint];

function limits(rules: FieldRules | undefined): Limit[] {
  if (!rules?.type.value || !("lessThan" in rules.type.value)) return [];
  const { lessThan, greaterThan } = rules.type.value;
  return [lessThan, greaterThan].flatMap(({ case: rule, value }): Limit[] =>
    rule && (typeof value === "number" || typeof value === "bigint") ? [[rule, value]] : []
  );
}

const isLong = (scalar: ScalarType) => [ScalarType.INT64, ScalarType.UINT64].includes(scalar);
const isUnsigned = (scalar: ScalarType) => [ScalarType.UINT32, ScalarType.UINT64].includes(scalar);

function set(init: Init, field: DescField, value: unknown): void {
  if (field.oneof) init[field.oneof.localName] = { case: field.localName, value };
  else init[field.localName] = value;
}
