/** Something could not be undone yet; the cause says why. Nobody but the run itself is to blame. */
export class UndoFailed extends Error {
  override readonly name = "UndoFailed";

  constructor(step: string, cause: unknown) {
    super(`Cannot undo "${step}": ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
