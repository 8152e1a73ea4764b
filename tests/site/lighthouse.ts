import lighthouse from "npm:lighthouse@13.5.0";

/** Scores from 0 to 100. */
export interface Scores {
  performance: number;
  accessibility: number;
  "best-practices": number;
  seo: number;
}

/** What Lighthouse thinks of a page on a slow phone, and which of its audits are not passed whole. */
export async function lighthouseScores(
  url: string,
  debuggingPort: number,
): Promise<{ scores: Scores; failed: string[] }> {
  const result = await lighthouse(url, { port: debuggingPort, output: "json", logLevel: "error" });
  if (!result) throw new Error(`Cannot judge ${url}: Lighthouse gave no result`);
  const { categories, audits } = result.lhr;
  const score = (name: keyof Scores) => Math.round((categories[name]?.score ?? 0) * 100);
  return {
    scores: {
      performance: score("performance"),
      accessibility: score("accessibility"),
      "best-practices": score("best-practices"),
      seo: score("seo"),
    },
    failed: Object.values(audits).filter(({ score }) => score !== null && score < 1).map(({ id, title }) =>
      `${id}: ${title}`
    ),
  };
}
