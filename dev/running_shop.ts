import type { DescService } from "@bufbuild/protobuf";
import "../services/kit/grpc/h2_guard.ts";
import { ConfigError, hostPort, readConfig, tlsPaths } from "../services/kit/config.ts";
import { ErrorCode, ShopError } from "../services/kit/errors.ts";
import { type Client, connect, createClient } from "../services/kit/grpc/client.ts";
import { readIdentity } from "../services/kit/tls.ts";
import { CatalogueFileError } from "./catalog_file/problems.ts";
import { exists } from "./exists.ts";
import { StartError } from "./start_error.ts";
import { statePaths } from "./supervisor/state.ts";

const FILE_ERRORS = [Deno.errors.NotFound, Deno.errors.PermissionDenied, Deno.errors.IsADirectory];

/** The variables that tell where a workload is. */
const PLACES = { order: "ORDER_SERVICE", user: "USER_SERVICE" } as const;
type Workload = keyof typeof PLACES;

/**
 * Runs `use` with a client of one of a workload's services: of the one that `ORDER_SERVICE` or `USER_SERVICE`, `TLS_CA`, `TLS_CERT` and
 * `TLS_KEY` name, or else that of the shop that runs on this machine. What a person can put right becomes a StartError.
 */
export async function withService<S extends DescService, T>(
  workload: Workload,
  service: S,
  use: (client: Client<S>) => Promise<T>,
): Promise<T> {
  const { target, ...files } = await readPlace(PLACES[workload]);
  const identity = await readIdentity(files).catch((error: Error) => {
    throw new StartError(error.message);
  });
  const connection = connect({ target, workload, identity, services: [service] });
  try {
    return await use(createClient(service, connection));
  } catch (error) {
    throw forPerson(error, workload, target) ?? error;
  } finally {
    connection.close();
  }
}

async function readPlace(variable: typeof PLACES[Workload]) {
  const { operator: file } = statePaths();
  const isTold = Deno.env.get(variable) !== undefined;
  if (!isTold && !await exists(file)) {
    throw new StartError(
      `Cannot find the shop: start it with "deno task start", or set ${variable} and TLS_* to reach another`,
    );
  }
  const told: Record<string, string> = isTold ? {} : JSON.parse(await Deno.readTextFile(file));
  const read = (name: string) => isTold ? Deno.env.get(name) : told[name];
  try {
    return { target: readConfig({ [variable]: hostPort() }, read)[variable]!, ...readConfig(tlsPaths, read) };
  } catch (error) {
    throw error instanceof ConfigError ? new StartError(error.message) : error;
  }
}

function forPerson(error: unknown, workload: Workload, target: string): StartError | undefined {
  if (error instanceof CatalogueFileError) return new StartError(error.message);
  if (FILE_ERRORS.some((kind) => error instanceof kind)) {
    return new StartError(`Cannot use the file: ${(error as Error).message}`);
  }
  if (!(error instanceof ShopError) || error.isBug) return undefined;
  if (error.code !== ErrorCode.UNAVAILABLE) return new StartError(error.message);
  return new StartError(`Cannot reach the ${workload} service at ${target}: is the shop running? ("deno task start")`);
}
