const MB = 1_000;

/** Memory of processes in MB. */
export interface Memory {
  /** Sum of what each has resident; what processes share counts once for each. */
  resident: number;
  /** What is theirs: of what processes share, each has its part. */
  own: number;
}

/** The memory that processes hold, as Linux counts it. */
export async function memoryOf(pids: number[]): Promise<Memory> {
  const sum = { resident: 0, own: 0 };
  for (const pid of pids) {
    const text = await Deno.readTextFile(`/proc/${pid}/smaps_rollup`);
    const kilobytes = (name: string) => Number(new RegExp(`^${name}: +(\\d+) kB`, "m").exec(text)?.[1]) * 1.024;
    sum.resident += kilobytes("Rss") / MB;
    sum.own += kilobytes("Pss") / MB;
  }
  return sum;
}

/** A process and all that descend from it. */
export async function processTree(root: number): Promise<number[]> {
  const children = new Map<number, number[]>();
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await Deno.readTextFile(`/proc/${name}/stat`).catch(() => ""); // it has ended meanwhile
    const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
    children.set(parent, [...children.get(parent) ?? [], Number(name)]);
  }
  const tree = [root];
  for (const pid of tree) tree.push(...children.get(pid) ?? []);
  return tree;
}
