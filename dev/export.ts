/** `deno task export [FILE]`: writes the running shop's catalogue, to standard output unless a file is named. */
import { CatalogService } from "../proto/gen/shopflow/order/v1/catalog_pb.ts";
import type { Client } from "../services/kit/grpc/client.ts";
import { writeCatalogue } from "./catalog_file/write_catalogue.ts";
import { withService } from "./running_shop.ts";
import { printError } from "./print.ts";
import { runCommand, StartError } from "./start_error.ts";

async function exportFile([file, ...rest]: string[]): Promise<number> {
  if (rest.length > 0) throw new StartError("Usage: deno task export [FILE]");
  await withService("order", CatalogService, async (client) => {
    if (file === undefined) return await write(client, Deno.stdout.writable);
    // Under another name until it is whole, so that nobody takes half a catalogue for all of it.
    const unfinished = `${file}.unfinished`;
    await write(client, (await Deno.create(unfinished)).writable);
    await Deno.rename(unfinished, file);
    printError(`Wrote ${file}`);
  });
  return 0;
}

async function write(
  client: Client<typeof CatalogService>,
  target: WritableStream<Uint8Array<ArrayBuffer>>,
): Promise<void> {
  await ReadableStream.from(writeCatalogue(client.exportProducts({}))).pipeThrough(new TextEncoderStream()).pipeTo(
    target,
  );
}

if (import.meta.main) await runCommand(() => exportFile(Deno.args));
