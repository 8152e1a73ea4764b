import { currentContext, traceId } from "./context.ts";

/** Values that may be logged. Errors are written with name, message, stack and cause. */
export type Fields = Record<string, unknown>;
type Level = "debug" | "info" | "warn" | "error";
const LEVELS: Record<Level, number> = { debug: 10, info: 20, warn: 30, error: 40 };

/** Where lines go; replaced in tests. */
export type Sink = (line: string) => void;

/** One structured line an event. Field names that speak of secrets, card numbers and credentials in URLs are masked. */
export interface Log {
  debug(message: string, fields?: Fields): void;
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
}

/** How a process logs. `json` is one object a line; `text` is for people. */
export interface LogOptions {
  process: string;
  format?: "json" | "text";
  level?: Level;
  sink?: Sink;
  now?: () => Date;
}

/** Makes the log of a process. */
export function createLog(options: LogOptions): Log {
  const { process, format = "json", level = "info", sink = writeLine, now = () => new Date() } = options;
  const write = (at: Level, message: string, fields: Fields = {}) => {
    if (LEVELS[at] < LEVELS[level]) return;
    const context = currentContext();
    const ids = context ? { request_id: context.requestId, trace_id: traceId(context) } : {};
    const entry = mask({ ...ids, ...fields }) as Fields;
    const text = maskText(message);
    sink(
      format === "json"
        ? JSON.stringify({ time: now().toISOString(), level: at, process, message: text, ...entry })
        : `${at.padEnd(5)} ${oneLine(text)}${Object.entries(entry).map(([k, v]) => ` ${k}=${plain(v)}`).join("")}`,
    );
  };
  return {
    debug: (message, fields) => write("debug", message, fields),
    info: (message, fields) => write("info", message, fields),
    warn: (message, fields) => write("warn", message, fields),
    error: (message, fields) => write("error", message, fields),
  };
}

const MASK = "[masked]";
const SECRET_NAME =
  /pass(word|wd|phrase)|secret|token|authorization|cookie|api_?key|private_?key|card_?number|security_?code|cvc|cvv|^key$/i;
const MAX_DEPTH = 6;

function mask(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return maskText(value);
  if (typeof value === "bigint") return value.toString();
  if (value === null || typeof value !== "object") return value;
  if (depth > MAX_DEPTH) return "[deep]";
  if (value instanceof Error) return maskError(value, depth);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((item) => mask(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, SECRET_NAME.test(name) ? MASK : mask(item, depth + 1)]),
  );
}

function maskError(error: Error, depth: number): Fields {
  return {
    name: error.name,
    message: maskText(error.message),
    stack: maskText(error.stack?.split("\n").slice(1).map((line) => line.trim()).join(" | ") ?? ""),
    ...(error.cause === undefined ? {} : { cause: mask(error.cause, depth + 1) }),
  };
}

/** Card numbers, bearer tokens, and the user part of URLs, wherever they stand in a text. */
function maskText(text: string): string {
  return text
    .replace(/(?<![\w-])\d(?:[ -]?\d){12,18}(?![\w-])/g, MASK) // not within an id, which may hold as many digits
    .replace(/\bbearer\s+[\w.~+/=-]+/gi, `Bearer ${MASK}`)
    .replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, `$1${MASK}@`);
}

function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, "\\n");
}

function plain(value: unknown): string {
  if (typeof value === "string") return /^[\w./:+@-]*$/.test(value) ? value : JSON.stringify(value);
  return JSON.stringify(value);
}

const encoder = new TextEncoder();
let waiting = "";

/** Lines of one turn of the event loop are written together: a write of its own for each would cost a busy process much. */
function writeLine(line: string): void {
  if (waiting === "") setTimeout(flush);
  waiting += line + "\n";
}

function flush(): void {
  const bytes = encoder.encode(waiting);
  waiting = "";
  for (let written = 0; written < bytes.length;) written += Deno.stdout.writeSync(bytes.subarray(written));
}

for (const end of ["unload", "error"]) addEventListener(end, flush); // what was logged just before it
