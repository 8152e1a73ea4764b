/** `deno task proto`: checks the contracts with buf and writes their TypeScript to proto/gen, or where told. */
import { file_buf_validate_validate } from "@bufbuild/protovalidate/gen/buf/validate/validate_pb.js";
import { buf } from "./buf.ts";
import { validateSource } from "./validate_source.ts";

/** Where buf.yaml looks for the rules. */
const RULES = ".shopflow/proto/buf/validate";

/** Checks the contracts and generates code from them into `out`. Rejects with what buf says. */
export async function generate(out: string): Promise<void> {
  await Deno.mkdir(RULES, { recursive: true });
  await Deno.writeTextFile(`${RULES}/validate.proto`, validateSource(file_buf_validate_validate));
  await buf(["lint"]);
  const template = (await Deno.readTextFile("buf.gen.yaml"))
    .replace("out: proto/gen", `out: ${out}`)
    .replace("[deno,", `[${JSON.stringify(Deno.execPath())},`); // it may not be on the path
  const file = await Deno.makeTempFile({ suffix: ".yaml" });
  try {
    await Deno.writeTextFile(file, template);
    await buf(["generate", "--template", file]);
  } finally {
    await Deno.remove(file);
  }
}

if (import.meta.main) await generate("proto/gen");
