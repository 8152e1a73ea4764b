// deno-lint-ignore-file no-console -- the one place where development commands speak to the person who ran them

/** One line for the person. */
export function print(line: string): void {
  console.log(line);
}

/** One line about a problem. */
export function printError(line: string): void {
  console.error(line);
}
