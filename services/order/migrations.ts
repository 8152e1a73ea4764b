/** Folders of the SQL that makes the order service's database, in the order in which they run. */
export const MIGRATIONS: URL[] = [
  new URL("./migrations/", import.meta.url),
  new URL("../kit/audit/migrations/", import.meta.url),
  new URL("../kit/outbox/migrations/", import.meta.url),
  new URL("../kit/workflow/migrations/", import.meta.url),
];
