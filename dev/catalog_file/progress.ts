import type { OnProgress } from "./load_catalogue.ts";

const BAR_WIDTH = 30;
/** Without a terminal, a line for each of these parts of the whole. */
const LINES = 4;

/** Shows progress: a bar that fills on a terminal, a few plain lines elsewhere. */
export function showProgress(write: (text: string) => void, isTerminal: boolean): OnProgress {
  let told = 0;
  return (done, total) => {
    const filled = Math.round(BAR_WIDTH * done / total);
    const part = Math.floor(LINES * done / total);
    if (isTerminal) {
      const bar = "█".repeat(filled) + "░".repeat(BAR_WIDTH - filled);
      write(`\r${bar} ${done} of ${total} rows${done === total ? "\n" : ""}`);
    } else if (part > told) {
      told = part;
      write(`${done} of ${total} rows sent\n`);
    }
  };
}
