/** The rest is only counted. */
const MAX_TOLD = 20;

/** Something wrong with a catalogue file. */
export interface FileProblem {
  /** Counted from 1, the header's; absent when it is about the file. */
  line?: number;
  column?: string;
  /** What is allowed, or what is wrong. */
  reason: string;
}

/** A catalogue file that was refused as a whole. Its message lists what is wrong, one problem a line. */
export class CatalogueFileError extends Error {
  override readonly name = "CatalogueFileError";

  /** @param count how many there are, if more than `problems` */
  constructor(readonly problems: FileProblem[], count = problems.length) {
    const sorted = problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0)).slice(0, MAX_TOLD);
    const rest = count - sorted.length;
    super([
      `Cannot import: ${count === 1 ? "1 problem" : `${count} problems`}; nothing was changed`,
      ...sorted.map(({ line, column, reason }) =>
        `  ${[line && `line ${line}`, column].filter(Boolean).join(", ") || "file"}: ${reason}`
      ),
      ...(rest > 0 ? [`  and ${rest} more`] : []),
    ].join("\n"));
  }
}
