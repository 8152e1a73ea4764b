import type { MessageInitShape } from "@bufbuild/protobuf";
import type { ListAddressesResponseSchema } from "../../../proto/gen/shopflow/user/v1/account_pb.ts";
import type { Principal } from "../../kit/auth/principal.ts";
import type { AddressParts } from "../../kit/address_rules.ts";
import type { Database, Query } from "../../kit/database.ts";
import { ownAccount } from "../own_account.ts";

/** An address of a book. */
export interface AddressRow extends AddressParts {
  id: string;
  phone: string;
  defaultShipping: boolean;
  defaultBilling: boolean;
}

/** The columns of an {@linkcode AddressRow}. */
export function addressColumns(query: Query) {
  return query`
    id, name, line1, line2, city, postal_code as "postalCode", country_code as "countryCode", region, phone,
    default_shipping as "defaultShipping", default_billing as "defaultBilling"`;
}

/** The address book of an account: defaults first, then the latest changed. */
export async function readAddresses(query: Query, userId: string): Promise<AddressRow[]> {
  return await query<AddressRow[]>`
    select ${addressColumns(query)} from addresses where user_id = ${userId}
    order by default_shipping desc, default_billing desc, changed_at desc, id`;
}

/** Lists the address book of whoever is signed in. */
export async function listAddresses(
  database: Database,
  principal: Principal,
): Promise<MessageInitShape<typeof ListAddressesResponseSchema>> {
  const { id } = await ownAccount(database, principal);
  return { addresses: await readAddresses(database, id) };
}
