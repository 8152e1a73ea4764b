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
export async function printLines(name: string, output: Output): Promise<void> {
  const label = labelOf(name);
  await forEachLine(output, (line) => print(`${label} ${line}`));
}

/** Calls `use` with each line, the last one too when it is not ended. */
export async function forEachLine(output: Output, use: (line: string) => void): Promise<void> {
  let rest = "";
  for await (const text of output.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    lines.forEach(use);
  }
  if (rest !== "") use(rest);
}
