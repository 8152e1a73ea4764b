import { printError } from "./print.ts";

/** A problem that the person who ran the command can solve: shown as one line, without a stack. */
export class StartError extends Error {
  override name = "StartError";
}

/** Runs a development command: a {@link StartError} becomes one line on stderr and exit code 1. */
export async function runCommand(command: () => Promise<number>): Promise<never> {
  try {
    Deno.exit(await command());
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    printError(error.message);
    Deno.exit(1);
  }
}
