import { create, type DescService, type MessageInitShape } from "@bufbuild/protobuf";
import type { Clients } from "../clients/clients.ts";
import { aPrincipal, tokensOf } from "./people.ts";
import { CustomerService } from "../../proto/gen/shopflow/order/v1/customer_pb.ts";
import { type AccountSchema, AccountService } from "../../proto/gen/shopflow/user/v1/account_pb.ts";
import { IdentityService } from "../../proto/gen/shopflow/user/v1/identity_pb.ts";
import { UserService } from "../../proto/gen/shopflow/user/v1/user_pb.ts";
import type { Handlers } from "../../services/kit/grpc/implementation.ts";

type Answers = Partial<
  & Handlers<typeof IdentityService>
  & Handlers<typeof AccountService>
  & Handlers<typeof UserService>
  & Handlers<typeof CustomerService>
>;

/**
 * What knows accounts behind the site, as far as a test says: every method answers with an empty message unless `answers` has
 * more. One account exists, Ada's; any password signs her in.
 */
export class FakeIdentity {
  /** Ada's account, as the pages read it. */
  readonly account: MessageInitShape<typeof AccountSchema> = {
    id: "018f0000-0000-7000-8000-00000000ada1",
    email: "ada@example.com",
    emailVerified: true,
    displayName: "Ada Lovelace",
    hasPassword: true,
  };
  /** Who signs in. */
  principal = aPrincipal();
  /** What was asked, in its order. */
  readonly asked: [method: string, request: unknown][] = [];
  /** How methods answer, or fail by throwing. Replace what a test is about. */
  readonly answers: Answers = {
    signIn: async () => ({ outcome: { case: "session", value: await tokensOf(this.principal) } }),
    completeSignIn: async () => ({ session: await tokensOf(this.principal) }),
    finishPasskeySignIn: async () => ({ session: await tokensOf(this.principal) }),
    refreshSession: async () => ({ session: await tokensOf(this.principal) }),
    reauthenticate: async () => ({ session: await tokensOf(this.principal) }),
    getAccount: () => Promise.resolve({ account: this.account }),
    updateProfile: () => Promise.resolve({ account: this.account }),
  };

  /** The edge's clients for it. */
  get clients(): Pick<Clients, "identity" | "account" | "users" | "customers"> {
    return {
      identity: this.#client(IdentityService) as Clients["identity"],
      account: this.#client(AccountService) as Clients["account"],
      users: this.#client(UserService) as Clients["users"],
      customers: this.#client(CustomerService) as Clients["customers"],
    };
  }

  #client(service: DescService): unknown {
    return Object.fromEntries(service.methods.map(({ localName, input, output }) => {
      const call = async (request: Record<string, unknown>) => {
        this.asked.push([localName, request]);
        const answer = this.answers[localName as keyof Answers] as
          | ((request: unknown) => Promise<Record<string, unknown>>)
          | undefined;
        return create(output, await answer?.(create(input, request)));
      };
      return [localName, call];
    }));
  }
}
