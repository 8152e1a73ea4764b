import { join } from "node:path";
import { pick } from "./environment.ts";
import type { ProcessSpec } from "./supervised_process.ts";

export const ROOT = join(import.meta.dirname!, "../..");
const STOP_TIMEOUT_MS = 12_000;
/** What Deno itself may need to find its packages; a process's permissions do not cover it. */
const FOR_DENO = ["HOME", "DENO_DIR", "XDG_CACHE_HOME", "NPM_CONFIG_REGISTRY", "DENO_CERT", "DENO_TLS_CA_STORE"];
const FOR_DOWNLOADS = [
  "NODE_EXTRA_CA_CERTS",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "NO_PROXY",
  "http_proxy",
  "https_proxy",
  "no_proxy",
];

/** One of the shop's programs and the little it may do. */
export interface DenoProcess {
  name: string;
  /** Its entry, relative to the project. */
  main: string;
  /** Everything it is told. It can read these variables and no others. */
  env: Record<string, string>;
  /** Hosts with ports that it may listen on or connect to. */
  net: string[];
  /** Files and folders it may read, relative to the project or absolute. */
  read: string[];
  /** Folders it may write to. */
  write?: string[];
  /** Folders whose native libraries it may load. */
  ffi?: string[];
  ready(): Promise<boolean>;
}

/** How to run a program with these permissions only. */
export function denoProcess({ name, main, env, net, read, write = [], ffi = [], ready }: DenoProcess): ProcessSpec {
  const told = { ...env, LOG_FORMAT: "text", SHOPFLOW_SUPERVISOR: String(Deno.pid) };
  const points = env.SHOPFLOW_DEBUG_POINTS;
  const writable = points === undefined ? write : [...write, points];
  const flags = [
    ...["--quiet", "--no-prompt", "--preload=services/kit/grpc/h2_guard.ts"],
    `--allow-net=${net.join()}`,
    ...(read.length > 0 ? [`--allow-read=${read.join()}`] : []),
    ...(writable.length > 0 ? [`--allow-write=${writable.join()}`] : []),
    ...(ffi.length > 0 ? [`--allow-ffi=${ffi.join()}`] : []),
    ...(points === undefined ? [] : ["--allow-run"]), // a process that may kill itself may kill others: for tests alone
    `--allow-env=${Object.keys(told).join()}`,
    "--ignore-env", // packages look for many variables: they find none
  ];
  const colours = Deno.stdout.isTerminal() && !Deno.noColor;
  return {
    name,
    ready,
    stopSignal: "SIGTERM",
    stopTimeoutMs: STOP_TIMEOUT_MS,
    spawn: () =>
      Promise.resolve(
        new Deno.Command(Deno.execPath(), {
          args: ["run", ...flags, main],
          cwd: ROOT,
          clearEnv: true,
          env: { ...pick([...FOR_DENO, ...FOR_DOWNLOADS]), ...(colours ? {} : { NO_COLOR: "1" }), ...told },
          stdin: "null",
          stdout: "piped",
          stderr: "piped",
          detached: true,
        }).spawn(),
      ),
  };
}

/** Deno's folder of npm packages: some of them read files of their own while they run. */
export async function packagesFolder(): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  const info: { npmCache: string } = JSON.parse(new TextDecoder().decode(stdout));
  return info.npmCache;
}
