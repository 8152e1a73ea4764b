import type { Query } from "../../kit/database.ts";

interface Plan {
  "Node Type": string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  Plans?: Plan[];
}

/** Rows that the scans of a statement read, one that is read twice counted twice. */
export async function rowsRead(query: Query, statement: string, parameters: unknown[] = []): Promise<number> {
  const [row] = await query.unsafe(`explain (analyze, format json) ${statement}`, parameters as string[]);
  return rowsOf(row!["QUERY PLAN"][0].Plan);
}

function rowsOf(plan: Plan): number {
  const rows = plan["Actual Rows"] + (plan["Rows Removed by Filter"] ?? 0);
  const own = plan["Node Type"].endsWith("Scan") ? rows * plan["Actual Loops"] : 0;
  return (plan.Plans ?? []).reduce((sum, part) => sum + rowsOf(part), own);
}
