/** Headers of a page that is the same for everybody: kept for a minute, and given out a while longer while a new one is made. */
export const PUBLIC_PAGE = { "cache-control": "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400" };

/** Headers of what is one visitor's own. */
export const PRIVATE = { "cache-control": "private, no-store" };
