/** Those of the named variables that are set in this process. */
export function pick(names: string[]): Record<string, string> {
  const pairs = names.map((name) => [name, Deno.env.get(name)] as const);
  return Object.fromEntries(pairs.filter((pair): pair is [string, string] => Boolean(pair[1])));
}
