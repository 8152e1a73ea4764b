/** The run is not this process's any more: its lease was over and another one claimed it, or staff gave it up. */
export class LostLease extends Error {
  override readonly name = "LostLease";

  constructor(id: string) {
    super(`Cannot write to run ${id}: it belongs to another process`);
  }
}
