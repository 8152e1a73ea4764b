import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type {
  ExportSchema,
  GetExportRequest,
  GetExportResponseSchema,
  ListExportsResponseSchema,
} from "../../../proto/gen/shopflow/user/v1/account_pb.ts";
import type { Principal } from "../../kit/auth/principal.ts";
import type { Database, Query } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { prune } from "../../kit/prune.ts";
import { ownAccount } from "../own_account.ts";

/** How long an export can be got. */
const KEEP_DAYS = 7;

/** An export, without its content. */
export interface ExportRow {
  id: string;
  requestedAt: Date;
  readyAt: Date | null;
}

/** The columns of an {@linkcode ExportRow}. */
export function exportColumns(query: Query) {
  return query`id, requested_at as "requestedAt", ready_at as "readyAt"`;
}

/** An export as the contract carries it. */
export function exportMessage({ id, requestedAt, readyAt }: ExportRow): MessageInitShape<typeof ExportSchema> {
  return {
    id,
    requestedAt: timestampFromDate(requestedAt),
    ...(readyAt && { readyAt: timestampFromDate(readyAt) }),
  };
}

/** Lists the exports of whoever is signed in, newest first. */
export async function listExports(
  database: Database,
  principal: Principal,
): Promise<MessageInitShape<typeof ListExportsResponseSchema>> {
  const { id } = await ownAccount(database, principal);
  const rows = await database<ExportRow[]>`
    select ${exportColumns(database)} from exports where user_id = ${id} order by requested_at desc, id`;
  return { exports: rows.map(exportMessage) };
}

/** The file of an export of whoever is signed in. Fails with NOT_FOUND, and with WRONG_STATE until it is ready. */
export async function getExport(
  database: Database,
  { id }: GetExportRequest,
  principal: Principal,
): Promise<MessageInitShape<typeof GetExportResponseSchema>> {
  const user = await ownAccount(database, principal);
  const [found] = await database<{ content: Uint8Array; isReady: boolean }[]>`
    select content, ready_at is not null as "isReady" from exports where id = ${id} and user_id = ${user.id}`;
  if (!found) throw new ShopError(ErrorCode.NOT_FOUND, `Cannot read export "${id}": it does not exist`);
  if (!found.isReady) throw new ShopError(ErrorCode.WRONG_STATE, `Cannot read export "${id}": it is not ready`);
  return { content: new Uint8Array(found.content) };
}

/** Removes the exports that were ready for long enough. @returns how many */
export async function pruneExports(database: Database, signal?: AbortSignal): Promise<number> {
  const removeBatch = (limit: number) =>
    database`
      delete from exports where id in (
        select id from exports where ready_at < now() - make_interval(days => ${KEEP_DAYS}) limit ${limit}
        for update skip locked
      )`;
  return await prune(removeBatch, signal);
}
