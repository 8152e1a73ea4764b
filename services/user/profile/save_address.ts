import type { MessageInitShape } from "@bufbuild/protobuf";
import type {
  SaveAddressRequest,
  SaveAddressResponseSchema,
  SavedAddress,
} from "../../../proto/gen/shopflow/user/v1/account_pb.ts";
import { checkAddress } from "../../kit/address_rules.ts";
import type { Principal } from "../../kit/auth/principal.ts";
import { type Database, type Query, transaction } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { lockOwnAccount } from "../own_account.ts";
import { addressColumns, type AddressRow } from "./addresses.ts";

/** In a book. */
const MAX_ADDRESSES = 50;

/**
 * Adds an address to the book of whoever is signed in, or changes one. Each kind of default is one address, so that the former
 * one gives way.
 *
 * Fails with INVALID_ARGUMENT, naming every field at fault; with NOT_FOUND; with WRONG_STATE beyond `MAX_ADDRESSES`.
 */
export async function saveAddress(
  database: Database,
  request: SaveAddressRequest,
  principal: Principal,
): Promise<MessageInitShape<typeof SaveAddressResponseSchema>> {
  const address = request.address!;
  const checked = { ...address, ...checkAddress(address, "address") };
  return await transaction(database, async (tx) => {
    const { id: userId } = await lockOwnAccount(tx, principal);
    const saved = address.id === "" ? await add(tx, userId, checked) : await change(tx, userId, checked);
    return { address: saved };
  });
}

async function add(tx: Query, userId: string, address: SavedAddress): Promise<AddressRow> {
  const [book] = await tx<{ size: number }[]>`select count(*)::int as size from addresses where user_id = ${userId}`;
  if (book!.size >= MAX_ADDRESSES) {
    throw new ShopError(ErrorCode.WRONG_STATE, `Cannot save address: the book has ${MAX_ADDRESSES}`);
  }
  const isFirst = book!.size === 0;
  const shipping = address.defaultShipping || isFirst;
  const billing = address.defaultBilling || isFirst;
  await makeWay(tx, userId, shipping, billing);
  const [row] = await tx<AddressRow[]>`
    insert into addresses (user_id, name, line1, line2, city, postal_code, country_code, region, phone, default_shipping,
      default_billing)
    values (${userId}, ${address.name}, ${address.line1}, ${address.line2}, ${address.city}, ${address.postalCode},
      ${address.countryCode}, ${address.region}, ${address.phone}, ${shipping}, ${billing})
    returning ${addressColumns(tx)}`;
  return row!;
}

async function change(tx: Query, userId: string, address: SavedAddress): Promise<AddressRow> {
  const { id, defaultShipping, defaultBilling } = address;
  await makeWay(tx, userId, defaultShipping, defaultBilling);
  const [row] = await tx<AddressRow[]>`
    update addresses set name = ${address.name}, line1 = ${address.line1}, line2 = ${address.line2}, city = ${address.city},
      postal_code = ${address.postalCode}, country_code = ${address.countryCode}, region = ${address.region},
      phone = ${address.phone}, default_shipping = default_shipping or ${defaultShipping},
      default_billing = default_billing or ${defaultBilling}, changed_at = now()
    where id = ${id} and user_id = ${userId} returning ${addressColumns(tx)}`;
  if (row) return row;
  throw new ShopError(ErrorCode.NOT_FOUND, `Cannot change address "${id}": it does not exist`);
}

/** Takes the defaults off the addresses that have them. */
async function makeWay(tx: Query, userId: string, shipping: boolean, billing: boolean): Promise<void> {
  if (!shipping && !billing) return;
  await tx`
    update addresses set default_shipping = default_shipping and not ${shipping},
      default_billing = default_billing and not ${billing}
    where user_id = ${userId} and (default_shipping or default_billing)`;
}
