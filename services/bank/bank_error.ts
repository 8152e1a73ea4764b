/** A request that the bank does not carry out, and never will. */
export class BankError extends Error {
  override readonly name = "BankError";
  readonly status: 400 | 404 | 409;

  constructor(status: 400 | 404 | 409, message: string) {
    super(message);
    this.status = status;
  }
}
