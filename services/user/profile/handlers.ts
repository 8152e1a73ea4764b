import type { AccountService } from "../../../proto/gen/shopflow/user/v1/account_pb.ts";
import { principalOf } from "../../kit/auth/principal.ts";
import type { Database } from "../../kit/database.ts";
import type { Handlers } from "../../kit/grpc/implementation.ts";
import { ownAccount } from "../own_account.ts";
import { accountMessage } from "./account_message.ts";
import { listAddresses } from "./addresses.ts";
import { deleteAddress } from "./delete_address.ts";
import { saveAddress } from "./save_address.ts";
import { updateProfile } from "./update_profile.ts";

/** What people see and change of their own profile and address book. */
export function profileHandlers({ database }: { readonly database: Database }): Pick<
  Handlers<typeof AccountService>,
  "getAccount" | "updateProfile" | "listAddresses" | "saveAddress" | "deleteAddress"
> {
  return {
    async getAccount(_request, call) {
      const principal = principalOf(call);
      return { account: await accountMessage(database, await ownAccount(database, principal), principal) };
    },
    updateProfile: (request, call) => updateProfile(database, request, principalOf(call)),
    listAddresses: (_request, call) => listAddresses(database, principalOf(call)),
    saveAddress: (request, call) => saveAddress(database, request, principalOf(call)),
    deleteAddress: (request, call) => deleteAddress(database, request, principalOf(call)),
  };
}
