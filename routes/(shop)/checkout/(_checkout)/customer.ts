import type { State } from "../../../../edge/state.ts";
import type { SavedAddress } from "../../../../proto/gen/shopflow/user/v1/account_pb.ts";
import { ErrorCode, ShopError } from "../../../../services/kit/errors.ts";
import { addressValues, readValues, type Values } from "./form_fields.ts";
import { partsOf, SAVED_ADDRESS } from "./saved_addresses.tsx";

/** What an account knows that its owner need not type. */
export interface Customer {
  email: string;
  phone: string;
  addresses: readonly SavedAddress[];
}

const NOBODY: Customer = { email: "", phone: "", addresses: [] };
/** When a purchase goes on without what the account knows. */
const AWAY = new Set([ErrorCode.UNAVAILABLE, ErrorCode.DEADLINE_EXCEEDED, ErrorCode.UNAUTHENTICATED]);

/** What is known of who is signed in; nothing for a guest, and while accounts cannot be read: buying is possible all the same. */
export async function readCustomer({ clients, session }: State): Promise<Customer> {
  if (!session.principal) return NOBODY;
  try {
    const [{ account }, { addresses }] = await Promise.all([
      clients.account.getAccount({}),
      clients.account.listAddresses({}),
    ]);
    return { email: account?.email ?? "", phone: account?.phone ?? "", addresses };
  } catch (error) {
    if (error instanceof ShopError && AWAY.has(error.code)) return NOBODY;
    throw error;
  }
}

/** What the form shows: what was typed, and the address just chosen; in a new form, what the account knows. */
export function filledIn(form: FormData | undefined, { email, phone, addresses }: Customer): Values {
  const typed = readValues(form);
  const chosen = form
    ? addresses.find(({ id }) => id === form.get(SAVED_ADDRESS))
    : addresses.find(({ defaultShipping }) => defaultShipping);
  return {
    ...typed,
    ...(!form && { "contact.email": email, "contact.phone": phone }),
    ...(chosen && addressValues(partsOf(chosen))),
  };
}
