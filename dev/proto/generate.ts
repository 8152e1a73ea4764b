/** `deno task proto`: checks the contracts with buf and writes their TypeScript to proto/gen. */
import { file_buf_validate_validate } from "@bufbuild/protovalidate/gen/buf/validate/validate_pb.js";
import { validateSource } from "./validate_source.ts";

const OUT = ".shopflow/proto/buf/validate";
const BUF = ["run", "-A", "npm:@bufbuild/buf@1.74.0/buf"];

if (import.meta.main) {
  await Deno.mkdir(OUT, { recursive: true });
  await Deno.writeTextFile(`${OUT}/validate.proto`, validateSource(file_buf_validate_validate));
  await buf("lint");
  await buf("generate");
}

async function buf(...args: string[]): Promise<void> {
  const { code } = await new Deno.Command(Deno.execPath(), { args: [...BUF, ...args] }).spawn().status;
  if (code !== 0) Deno.exit(code);
}
