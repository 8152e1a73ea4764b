import { print } from "../print.ts";

const NAME_WIDTH = 8;
const COLOURS = [36, 35, 34, 33, 32];

/** A name to stand before lines, in a colour of its own on a terminal. */
export function labelOf(name: string): string {
  const label = `${name.padEnd(NAME_WIDTH)} |`;
  if (!Deno.stdout.isTerminal() || Deno.noColor) return label;
  const sum = [...name].reduce((total, letter) => total + letter.charCodeAt(0), 0);
  return `\x1b[${COLOURS[sum % COLOURS.length]}m${label}\x1b[0m`;
}

/** What a process writes. */
export type Output = ReadableStream<Uint8Array<ArrayBuffer>>;

/** Prints a process's output line by line, its name before each. Resolves when the stream ends. */
export async function printLines(name: string, stream: Output): Promise<void> {
  const label = labelOf(name);
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    for (const line of lines) print(`${label} ${line}`);
  }
  if (rest !== "") print(`${label} ${rest}`);
}
