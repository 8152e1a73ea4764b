/** Says what came through: the browser's answer must be the server's. */
export default function Echo(props: Record<string, unknown>) {
  const text = Object.entries(props).map(([name, value]) => `${name}=${describe(value)}`).join("; ");
  return <output data-text={text}>{text}</output>;
}

function describe(value: unknown): string {
  if (value instanceof Map || value instanceof Set) return `${value.constructor.name}(${JSON.stringify([...value])})`;
  if (value instanceof Uint8Array) return `Uint8Array(${value})`;
  if (value instanceof Date) return `Date(${value.toISOString()})`;
  if (value instanceof URL) return `URL(${value.href})`;
  return typeof value === "bigint" ? `${value}n` : JSON.stringify(value) ?? "undefined";
}
