import type { DeleteAddressRequest } from "../../../proto/gen/shopflow/user/v1/account_pb.ts";
import type { Principal } from "../../kit/auth/principal.ts";
import { type Database, transaction } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { lockOwnAccount } from "../own_account.ts";

interface Defaults {
  shipping: boolean;
  billing: boolean;
}

/**
 * Takes an address out of the book of whoever is signed in. Where it was a default, the latest changed of the rest becomes it.
 * Fails with NOT_FOUND.
 */
export async function deleteAddress(
  database: Database,
  { id }: DeleteAddressRequest,
  principal: Principal,
): Promise<Record<string, never>> {
  return await transaction(database, async (tx) => {
    const { id: userId } = await lockOwnAccount(tx, principal);
    const [was] = await tx<Defaults[]>`
      delete from addresses where id = ${id} and user_id = ${userId}
      returning default_shipping as shipping, default_billing as billing`;
    if (!was) throw new ShopError(ErrorCode.NOT_FOUND, `Cannot delete address "${id}": it does not exist`);
    if (was.shipping || was.billing) {
      await tx`
        update addresses set default_shipping = default_shipping or ${was.shipping},
          default_billing = default_billing or ${was.billing}
        where id = (
          select id from addresses where user_id = ${userId} order by changed_at desc, id limit 1
        )`;
    }
    return {};
  });
}
