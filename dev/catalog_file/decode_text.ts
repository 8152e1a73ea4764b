import { CatalogueFileError } from "./problems.ts";

const NEWLINE = 10;

/** Text of a CSV file, with line feeds alone and without a byte order mark. Fails when it is in another encoding, or no text. */
export function decodeText(bytes: Uint8Array): string {
  const refuse = (reason: string) => new CatalogueFileError([{ reason }]);
  if (bytes.length === 0) throw refuse("is empty");
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe || first === 0xfe && second === 0xff) {
    throw refuse("is in UTF-16; save it as CSV in UTF-8");
  }
  if (first === 0x50 && second === 0x4b) throw refuse("is a spreadsheet or an archive; save it as CSV in UTF-8");
  if (bytes.includes(0)) throw refuse("is not text; save it as CSV in UTF-8");
  return (decode(bytes) ?? failAtLine(bytes)).replaceAll("\r\n", "\n");
}

/** The text, or undefined when the bytes are not UTF-8. */
function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function failAtLine(bytes: Uint8Array): never {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(NEWLINE, start);
    const stop = end < 0 ? bytes.length : end + 1;
    if (decode(bytes.subarray(start, stop)) === undefined) break;
    start = stop;
  }
  throw new CatalogueFileError([{ line, reason: "is not UTF-8; save the file as CSV in UTF-8" }]);
}
