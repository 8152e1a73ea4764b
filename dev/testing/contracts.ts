import type { DescService } from "@bufbuild/protobuf";

const GENERATED = new URL("../../proto/gen/", import.meta.url);

/** Every service of every contract, found by folder: one that is added cannot be forgotten. */
export async function contracts(folder = GENERATED): Promise<DescService[]> {
  const found: DescService[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) found.push(...await contracts(new URL(`${name}/`, folder)));
    else if (name.endsWith("_pb.ts")) found.push(...servicesOf(await import(new URL(name, folder).href)));
  }
  return found.sort((a, b) => a.typeName < b.typeName ? -1 : 1);
}

function servicesOf(module: Record<string, unknown>): DescService[] {
  return Object.values(module).filter((value) => (value as { kind?: unknown }).kind === "service") as DescService[];
}
