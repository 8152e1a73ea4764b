import { HttpError } from "fresh";
import type { State } from "../../../../edge/state.ts";
import type { SavedAddress } from "../../../../proto/gen/shopflow/user/v1/account_pb.ts";

/** Reads an address of the book of whoever is signed in; anybody else's is answered 404. */
export async function readAddress({ clients }: State, id: string): Promise<SavedAddress> {
  const { addresses } = await clients.account.listAddresses({});
  const address = addresses.find((address) => address.id === id);
  if (!address) throw new HttpError(404);
  return address;
}
