import assert from "node:assert/strict";
import { httpLoad, type Target } from "../http_load.ts";
import { startProgram } from "../program.ts";
import { RATIO_COLUMNS, type Report } from "../report.ts";
import { compare } from "../rounds.ts";
import type { BenchShop } from "../shop.ts";
import type { Asked } from "./products.ts";

const PAGE = 20;
/** The edge's cache does not answer requests for parts, and the API does not know parts: a way past the cache. */
const PAST_CACHE = { range: "bytes=0-" };

/** One kind of question: its paths at the floor and at the gateway, and what is right. */
interface Question {
  name: string;
  floor: string[];
  ours: string[];
  checkFloor(body: unknown): void;
  checkOurs(body: unknown): void;
  /** What must hold, and what reading past the cache is to become. */
  atLeast: { uncached: number; cached?: number };
  aim: number;
}

/** Products as lists, alone and searched for, through edge, gRPC, order service and database. */
export async function benchCatalogue(report: Report, shop: BenchShop, asked: Asked): Promise<void> {
  await using floor = await startProgram("catalogue/floor.ts", { DATABASE_URL: shop.parts.orderDatabase });
  report.table(`Catalogue: requests a second on 32 connections; ${asked.source}`, ...RATIO_COLUMNS, "budget");
  for (const question of questions(asked)) {
    const at = (path: string[], port: number, check: Target["check"], headers = {}) =>
      httpLoad({ port, paths: path, headers, check });
    const edge = shop.parts.site.port;
    const bare = await at(question.floor, floor.port, async (response) => question.checkFloor(await response.json()));
    const uncached = await at(question.ours, edge, answerWith(question, null), PAST_CACHE);
    await at(question.ours, edge, () => Promise.resolve()); // fills the cache
    const cached = await at(question.ours, edge, answerWith(question, "hit"));
    const compared = await compare(bare, { uncached, cached });
    report.ratio(`${question.name}, through gRPC`, compared.uncached, question.atLeast.uncached, question.aim);
    report.ratio(`${question.name}, from the edge's cache`, compared.cached, question.atLeast.cached);
  }
}

function questions({ slugs, words }: Asked): Question[] {
  const hasItems = (items: { slug: string }[] | undefined, least: number) =>
    assert.ok(items && items.length >= least && items.every(({ slug }) => slug), "an answer has too few products");
  const list = (least: number) => ({
    checkFloor: (body: unknown) => hasItems(body as { slug: string }[], least),
    checkOurs: (body: unknown) => hasItems((body as { items: { slug: string }[] }).items, least),
  });
  return [
    {
      name: "list of 20",
      floor: ["/products/"],
      ours: [`/api/v1/products/?limit=${PAGE}`],
      ...list(PAGE),
      atLeast: { uncached: 0.15, cached: 1 },
      aim: 0.3,
    },
    {
      name: "product",
      floor: slugs.map((slug) => `/products/${slug}/`),
      ours: slugs.map((slug) => `/api/v1/products/${slug}/`),
      checkFloor: (body) => assert.ok((body as unknown[]).length > 0),
      checkOurs: (body) => assert.ok((body as { variants: unknown[] }).variants.length > 0),
      atLeast: { uncached: 0.15, cached: 1 },
      aim: 0.3,
    },
    {
      name: "search, 20 results",
      floor: words.map((word) => `/search/?q=${word}`),
      ours: words.map((word) => `/api/v1/search/?q=${word}`),
      ...list(1),
      atLeast: { uncached: 0.15 },
      aim: 0.4,
    },
  ];
}

function answerWith(question: Question, cacheState: string | null): Target["check"] {
  return async (response) => {
    assert.equal(response.headers.get("x-cache"), cacheState);
    question.checkOurs(await response.json());
  };
}
