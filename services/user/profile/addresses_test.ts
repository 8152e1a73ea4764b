import assert from "node:assert/strict";
import { create, type Message } from "@bufbuild/protobuf";
import {
  DeleteAddressRequestSchema,
  ListAddressesRequestSchema,
  ListAddressesResponseSchema,
  SaveAddressRequestSchema,
  SaveAddressResponseSchema,
  type SavedAddress,
} from "../../../proto/gen/shopflow/user/v1/account_pb.ts";
import fc from "fast-check";
import type { Database } from "../../kit/database.ts";
import { ErrorCode } from "../../kit/errors.ts";
import { failsWith } from "../../kit/testing/fails_with.ts";
import { addUser, callOf } from "../testing/add_user.ts";
import { withUserDatabase } from "../testing/user_database.ts";
import { profileHandlers } from "./handlers.ts";

const ADDRESS = { name: "Ada", line1: "1 High Street", city: "London", postalCode: "SW1Y 4JH", countryCode: "GB" };

/** The address book of a new account. */
async function book(database: Database) {
  const handlers = profileHandlers({ database });
  const call = callOf(await addUser(database));
  return {
    userId: call.principal.userId,
    async save(changes: Partial<Omit<SavedAddress, keyof Message>> = {}) {
      const request = create(SaveAddressRequestSchema, { address: { ...ADDRESS, ...changes } });
      return create(SaveAddressResponseSchema, await handlers.saveAddress(request, call)).address!;
    },
    remove: (id: string) => handlers.deleteAddress(create(DeleteAddressRequestSchema, { id }), call),
    list: async () =>
      create(
        ListAddressesResponseSchema,
        await handlers.listAddresses(create(ListAddressesRequestSchema), call),
      ).addresses,
  };
}

Deno.test("saveAddress() keeps an address, trimmed, and changes it where it has an id", () =>
  withUserDatabase(async (database) => {
    const { save, list } = await book(database);
    const saved = await save({ name: " Ada ", phone: "+441632960001" });
    assert.deepEqual([saved.name, saved.line2, saved.region, saved.phone], ["Ada", "", "", "+441632960001"]);
    const changed = await save({ id: saved.id, city: "Leeds" });
    assert.deepEqual([changed.id, changed.city, changed.phone], [saved.id, "Leeds", ""]);
    assert.deepEqual(await list(), [changed]);
  }));

Deno.test("saveAddress() holds addresses to the rules of their country, naming each field at fault", () =>
  withUserDatabase(async (database) => {
    const { save, list } = await book(database);
    await assert.rejects(
      save({ countryCode: "US", postalCode: "ABC", region: "" }),
      failsWith(ErrorCode.INVALID_ARGUMENT, "address.postal_code", "address.region"),
    );
    await assert.rejects(save({ city: " \n" }), failsWith(ErrorCode.INVALID_ARGUMENT, "address.city"));
    assert.deepEqual(await list(), []);
    await save({ countryCode: "US", postalCode: "10001", region: "NY" });
  }));

Deno.test("the first address is the default of both kinds; another takes that over when told to", () =>
  withUserDatabase(async (database) => {
    const { save, remove, list } = await book(database);
    const first = await save();
    assert.deepEqual([first.defaultShipping, first.defaultBilling], [true, true]);
    const second = await save({ defaultBilling: true });
    assert.deepEqual([second.defaultShipping, second.defaultBilling], [false, true]);
    const third = await save();
    assert.deepEqual((await list()).map(({ id }) => id), [first.id, second.id, third.id]);
    const same = await save({ id: first.id, defaultShipping: false });
    assert.equal(same.defaultShipping, true, "only true changes anything");
    await remove(first.id);
    const [heir] = await list();
    assert.deepEqual([heir!.id, heir!.defaultShipping, heir!.defaultBilling], [third.id, true, false]);
  }));

Deno.test("a book holds fifty addresses, also when two are added at once", () =>
  withUserDatabase(async (database) => {
    const { save, list, userId } = await book(database);
    await save();
    await database`
      insert into addresses (user_id, name, line1, line2, city, postal_code, country_code, region, phone, default_shipping,
        default_billing)
      select ${userId}, 'N', 'L', '', 'C', 'SW1Y 4JH', 'GB', '', '', false, false from generate_series(1, 48)`;
    const results = await Promise.allSettled([save(), save(), save()]);
    const failed = results.filter((result) => result.status === "rejected");
    assert.equal(failed.length, 2);
    for (const { reason } of failed) failsWith(ErrorCode.WRONG_STATE)(reason);
    const all = await list();
    assert.equal(all.length, 50);
    await save({ id: all[7]!.id, city: "Leeds" });
  }));

Deno.test("nobody reads, changes or deletes an address of another account", () =>
  withUserDatabase(async (database) => {
    const [ada, eve] = [await book(database), await book(database)];
    const address = await ada.save();
    const own = await eve.save();
    await assert.rejects(
      eve.save({ id: address.id, city: "Hell", defaultShipping: true }),
      failsWith(ErrorCode.NOT_FOUND),
    );
    await assert.rejects(eve.remove(address.id), failsWith(ErrorCode.NOT_FOUND));
    assert.deepEqual(await ada.list(), [address]);
    assert.deepEqual(await eve.list(), [own], "what failed changed nothing");
    await assert.rejects(eve.remove(crypto.randomUUID()), failsWith(ErrorCode.NOT_FOUND));
  }));

type Action = { save: { which: number; shipping: boolean; billing: boolean } } | { remove: number };
const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ save: fc.record({ which: fc.nat({ max: 4 }), shipping: fc.boolean(), billing: fc.boolean() }) }),
  fc.record({ remove: fc.nat({ max: 3 }) }),
);

Deno.test("a book has exactly one default of each kind while it has any address, whatever is done, two at a time too", () =>
  withUserDatabase((database) =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(action, action), { minLength: 1, maxLength: 8 }), async (pairs) => {
        const { save, remove, list } = await book(database);
        await save();
        const act = async (each: Action, ids: string[]) => {
          if ("remove" in each) {
            return await remove(ids[each.remove] ?? crypto.randomUUID()).catch(failsWith(ErrorCode.NOT_FOUND));
          }
          const { which, shipping: defaultShipping, billing: defaultBilling } = each.save;
          await save({ id: ids[which] ?? "", defaultShipping, defaultBilling }).catch(failsWith(ErrorCode.NOT_FOUND));
        };
        for (const pair of pairs) {
          const ids = (await list()).map(({ id }) => id);
          await Promise.all(pair.map((each) => act(each, ids)));
          const addresses = await list();
          const expected = addresses.length > 0 ? 1 : 0;
          assert.equal(addresses.filter(({ defaultShipping }) => defaultShipping).length, expected);
          assert.equal(addresses.filter(({ defaultBilling }) => defaultBilling).length, expected);
        }
      }),
      { numRuns: 40 },
    )
  ));
