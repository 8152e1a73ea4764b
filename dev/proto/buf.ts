const BUF = ["run", "-A", "--quiet", "--lock=dev/tools.lock", "npm:@bufbuild/buf@1.74.0/buf"];

/** Runs the buf command line from the project's root and returns what it prints. Rejects with what it complains of. */
export async function buf(args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args: [...BUF, ...args] }).output();
  const [printed, complaint] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  if (success) return printed!;
  throw new Error(`Cannot finish "buf ${args[0]}":\n${printed}${complaint}`);
}
