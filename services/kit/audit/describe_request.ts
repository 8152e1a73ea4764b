import { type DescField, type DescMessage, isFieldSet, type Message } from "@bufbuild/protobuf";

/** Fields that name what a request is about, the most telling first. */
const SUBJECTS = ["id", "number", "order_number", "sku", "code", "price_list", "country_code"];

/** Names of the fields that a request has set. */
export function fieldsSet(schema: DescMessage, request: Message): string[] {
  return schema.fields.filter((field) => isFieldSet(request, field)).map(({ name }) => name);
}

/** What a request is about: the field that names it, or that of the message it carries. Empty when there is none. */
export function subjectOf(schema: DescMessage, request: Message): string {
  const own = nameIn(schema, request);
  if (own !== undefined) return own;
  for (const field of schema.fields) {
    if (field.fieldKind !== "message" || !isFieldSet(request, field)) continue;
    const inner = nameIn(field.message, valueOf(request, field) as Message);
    if (inner !== undefined) return inner;
  }
  return "";
}

function nameIn(schema: DescMessage, message: Message): string | undefined {
  for (const name of SUBJECTS) {
    const field = schema.fields.find((each) => each.name === name);
    const value = field && valueOf(message, field);
    if (typeof value === "string" && value !== "") return value;
  }
}

function valueOf(message: Message, field: DescField): unknown {
  return (message as unknown as Record<string, unknown>)[field.localName];
}
