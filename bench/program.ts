const ROOT = new URL("../", import.meta.url);

/** A process of the benchmark's own. Disposing ends it. */
export interface Program extends AsyncDisposable {
  readonly port: number;
}

/** Starts a program of this folder that prints the port it listens on as its first line. */
export async function startProgram(file: string, env: Record<string, string> = {}): Promise<Program> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--preload=services/kit/grpc/h2_guard.ts", `bench/${file}`],
    cwd: ROOT,
    env,
    stdin: "null",
    stdout: "piped",
  }).spawn();
  const output = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value } = await output.read();
  const port = Number(value?.split("\n")[0]);
  if (!port) throw new Error(`Cannot measure: "${file}" did not start`);
  return {
    port,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await output.cancel();
      await child.status;
    },
  };
}
