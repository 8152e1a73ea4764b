import {
  create,
  type DescMessage,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from "@bufbuild/protobuf";
import { type Database, type Query, transaction } from "../../kit/database.ts";
import { once, requestFingerprint } from "../keyed_request.ts";

/** A method of a service, as its generated descriptor has it. */
interface Method<I extends DescMessage, O extends DescMessage> {
  name: string;
  input: I;
  output: O;
}

/** Makes a change that staff ask for, once for each key of theirs, and gives the same answer to each repeat. */
export async function keyedChange<I extends DescMessage, O extends DescMessage>(
  database: Database,
  { name, input, output }: Method<I, O>,
  request: MessageShape<I> & { actor: string; idempotencyKey: string },
  change: (tx: Query) => Promise<MessageInitShape<O>>,
): Promise<MessageShape<O>> {
  const { actor: principal, idempotencyKey: key } = request;
  const keyed = { principal, key, method: name, fingerprint: await requestFingerprint(input, request) };
  const answer = await transaction(
    database,
    (tx) => once(tx, keyed, async () => toBinary(output, create(output, await change(tx)))),
  );
  return fromBinary(output, answer);
}
