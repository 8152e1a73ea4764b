import { z } from "zod";

/** The configuration of a process cannot be used. The message lists every problem, one a line. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/**
 * Reads the process's configuration from the environment, once, at its start.
 *
 * An empty variable counts as missing. Only the variables named in `shape` are read, so a process can be given
 * permission for just these.
 *
 * @throws {ConfigError} when any value is missing or wrong; it lists all of them and never shows a value
 */
export function readConfig<S extends z.ZodRawShape>(
  shape: S,
  read: (name: string) => string | undefined = Deno.env.get,
): z.output<z.ZodObject<S>> {
  const values = Object.fromEntries(Object.keys(shape).map((name) => [name, read(name) || undefined]));
  const result = z.object(shape).safeParse(values);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    return `  ${name}: ${values[name] === undefined ? "is missing" : issue.message}`;
  });
  throw new ConfigError(`Cannot start: the configuration has ${problems.length} problem(s)\n${problems.join("\n")}`);
}

/** A TCP port. */
export const port = (): z.ZodType<number> =>
  z.string().regex(/^\d{1,5}$/, "must be a port number").transform(Number).refine(
    (n) => n <= 65535,
    "must be at most 65535",
  );

/** A URL of one of the given schemes, such as `["postgres", "postgresql"]`. */
export const url = (schemes: string[]): z.ZodType<string> =>
  z.string().refine(
    (text) => URL.canParse(text) && schemes.includes(new URL(text).protocol.slice(0, -1)),
    `must be a URL that starts with ${schemes.map((scheme) => `${scheme}://`).join(" or ")}`,
  );

/** Where a gRPC service listens, such as "127.0.0.1:50051". */
export const hostPort = (): z.ZodType<string> =>
  z.string().regex(/^(\[[0-9a-f:]+\]|[\w.-]+):\d{1,5}$/i, "must be host:port");

/** Settings that every process has. */
export const common = {
  LOG_FORMAT: z.enum(["json", "text"], "must be json or text").default("json"),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error"], "must be debug, info, warn or error").default("info"),
};

/** Paths of the PEM files that prove who a process is: its certificate, its key, and the authority it trusts. */
export const tlsPaths = { TLS_CA: z.string(), TLS_CERT: z.string(), TLS_KEY: z.string() };
