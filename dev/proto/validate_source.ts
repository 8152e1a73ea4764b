/**
 * Writes `buf/validate/validate.proto` from the descriptor inside the protovalidate package, so that buf can compile our
 * contracts against exactly the rules that the services check, without a registry.
 *
 * Only names, types and numbers are written: the rules' own definitions stay in the package, which is where they run.
 */
import { type DescEnum, type DescExtension, type DescField, type DescFile, type DescMessage } from "@bufbuild/protobuf";
import { FieldDescriptorProto_Label as Label, FieldDescriptorProto_Type as Type } from "@bufbuild/protobuf/wkt";

const SCALARS: Partial<Record<Type, string>> = Object.fromEntries(
  Object.entries(Type).filter(([, value]) => typeof value === "number").map((
    [name, value],
  ) => [value, name.toLowerCase()]),
);

/** The text of a proto2 file with the shape of `file`, without the options of its fields. */
export function validateSource(file: DescFile): string {
  return [
    `syntax = "proto2";`,
    `package ${file.proto.package};`,
    ...file.proto.dependency.map((path) => `import "${path}";`),
    ...file.enums.map(enumSource),
    ...file.messages.map(messageSource),
    ...file.extensions.map(extensionSource),
    "",
  ].join("\n");
}

function enumSource(desc: DescEnum): string {
  return `enum ${desc.name} { ${desc.values.map((value) => `${value.name} = ${value.number};`).join(" ")} }`;
}

function messageSource(desc: DescMessage): string {
  const inOneof = new Set(desc.oneofs.flatMap((oneof) => oneof.fields));
  const extensions = desc.proto.extensionRange.map((range) => `extensions ${range.start} to ${rangeEnd(range.end)};`);
  return [
    `message ${desc.name} {`,
    ...desc.nestedEnums.map(enumSource),
    ...desc.nestedMessages.map(messageSource),
    ...desc.fields.filter((field) => !inOneof.has(field)).map((field) => fieldSource(field, true)),
    ...desc.oneofs.map((oneof) =>
      `oneof ${oneof.name} { ${oneof.fields.map((f) => fieldSource(f, false)).join(" ")} }`
    ),
    ...extensions,
    `}`,
  ].join("\n");
}

function rangeEnd(exclusive: number): string {
  const MAX_FIELD_NUMBER = 536_870_911;
  return exclusive > MAX_FIELD_NUMBER ? "max" : String(exclusive - 1);
}

function extensionSource(desc: DescExtension): string {
  return `extend .${desc.extendee.typeName} { ${fieldSource(desc, true)} }`;
}

function fieldSource({ proto }: DescField | DescExtension, labelled: boolean): string {
  const label = proto.label === Label.REPEATED
    ? "repeated "
    : proto.label === Label.REQUIRED
    ? "required "
    : "optional ";
  const type = proto.typeName || SCALARS[proto.type];
  return `${labelled ? label : ""}${type} ${proto.name} = ${proto.number};`;
}
