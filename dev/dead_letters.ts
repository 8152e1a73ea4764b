/**
 * `deno task letters`: what the running shop could not carry out. `list`, `show <id>`, `replay <id>`,
 * `discard <id> --reason TEXT`; of the order service, or with `--service user` of the user service.
 */
import { parseArgs } from "node:util";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import {
  type DeadLetter,
  type GetDeadLetterResponse,
  OperationsService,
} from "../proto/gen/shopflow/operations/v1/operations_pb.ts";
import type { Client } from "../services/kit/grpc/client.ts";
import { withService } from "./running_shop.ts";
import { print } from "./print.ts";
import { runCommand, StartError } from "./start_error.ts";

type Operations = Client<typeof OperationsService>;

const USAGE = `Usage: deno task letters list
       deno task letters show ID
       deno task letters replay ID
       deno task letters discard ID --reason TEXT
Each of the order service, or with "--service user" of the user service`;

async function letters(args: string[]): Promise<number> {
  const { positionals: [command = "list", id, ...rest], reason, service } = parse(args);
  const needsId = command !== "list";
  const isKnown = ["list", "show", "replay", "discard"].includes(command);
  if (
    !isKnown || rest.length > 0 || (service !== "order" && service !== "user") || (id !== undefined) !== needsId ||
    (reason !== undefined) !== (command === "discard")
  ) {
    throw new StartError(USAGE);
  }
  await withService(service, OperationsService, async (operations) => {
    if (command === "list") return await list(operations);
    if (command === "show") return show(await operations.getDeadLetter({ id: id! }));
    if (command === "replay") await operations.replayDeadLetter({ id: id!, actor: actor() });
    if (command === "discard") await operations.discardDeadLetter({ id: id!, actor: actor(), reason: reason! });
    print(command === "replay" ? "It is tried again." : "It is given up.");
  });
  return 0;
}

function parse(args: string[]) {
  try {
    const { positionals, values } = parseArgs({
      args,
      allowPositionals: true,
      options: { reason: { type: "string" }, service: { type: "string", default: "order" } },
    });
    return { positionals, reason: values.reason, service: values.service };
  } catch (error) {
    throw new StartError(`${(error as Error).message}\n${USAGE}`);
  }
}

async function list(operations: Operations): Promise<void> {
  let count = 0;
  for (let cursor = "", isLast = false; !isLast;) {
    const page = await operations.listDeadLetters({ pageSize: 100, cursor });
    for (const letter of page.letters) printLetter(letter);
    count += page.letters.length;
    cursor = page.nextCursor;
    isLast = cursor === "";
  }
  print(count === 0 ? "There are no dead letters." : `${count} dead letters. "deno task letters show ID" tells more.`);
}

function show({ letter, inputJson, steps, attempts, interventions }: GetDeadLetterResponse): void {
  if (letter) printLetter(letter);
  print(`  Given: ${inputJson}`);
  if (attempts > 0) print(`  Attempts: ${attempts}`);
  for (const step of steps) {
    const undo = step.undo === "done" ? ", undone" : step.undo === "due" ? ", to be undone" : "";
    print(`  Step ${step.name}: ${step.state}${undo}, ${step.attempts} attempts${step.error ? `: ${step.error}` : ""}`);
  }
  for (const { action, actor, reason, at } of interventions) {
    print(`  ${at ? timestampDate(at).toISOString() : ""} ${action} by ${actor}${reason ? `: ${reason}` : ""}`);
  }
}

function printLetter({ id, name, subject, eventType, error, status, diedAt }: DeadLetter): void {
  print(id);
  print(
    `  ${[name, eventType, subject, status, diedAt && timestampDate(diedAt).toISOString()].filter(Boolean).join("  ")}`,
  );
  print(`  ${error}`);
}

/** Whoever is logged in on this machine, as far as their name can be written. */
function actor(): string {
  const name = (Deno.env.get("USER") ?? Deno.env.get("USERNAME") ?? "").replaceAll(/[^A-Za-z0-9._@-]/g, "").slice(
    0,
    60,
  );
  return name ? `staff:${name}` : "staff";
}

if (import.meta.main) await runCommand(() => letters(Deno.args));
