import { words } from "./words.ts";

const MAX_SLUG_LENGTH = 80;

/** A name for addresses made of a title: "Crème brûlée dish" becomes "creme-brulee-dish". May be empty. */
export function slugOf(title: string): string {
  const ascii = words(title).map((word) => word.replace(/[^a-z0-9]/g, "")).filter((word) => word !== "");
  return ascii.join("-").slice(0, MAX_SLUG_LENGTH).replace(/-$/, "");
}

/** What slugs made unique have in common: the slug without the number at its end. */
export function slugStem(slug: string): string {
  return slug.replace(/(-\d+)+$/, "");
}

/**
 * A slug of its own for each title, in their order: one that is taken gets the next free number, as in "mug-2".
 *
 * @param titles each with a fallback for titles without a Latin letter or digit
 * @param taken slugs that exist already; at least all that share a stem with a title
 */
export function uniqueSlugs(titles: { title: string; fallback: string }[], taken: Iterable<string>): string[] {
  const used = new Set(taken);
  const next = new Map<string, number>();
  return titles.map(({ title, fallback }) => {
    const base = slugOf(title) || slugOf(fallback) || "item";
    let slug = base;
    let number = next.get(base) ?? 2;
    while (used.has(slug)) slug = `${base}-${number++}`;
    next.set(base, number);
    used.add(slug);
    return slug;
  });
}
