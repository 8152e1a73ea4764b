import type { MessageInitShape } from "@bufbuild/protobuf";
import type {
  ListLocationsResponseSchema,
  SaveLocationRequest,
  SaveLocationResponseSchema,
} from "../../../proto/gen/shopflow/order/v1/inventory_pb.ts";
import type { Database } from "../../kit/database.ts";

/** Lists all locations, in the order in which orders take from them. */
export async function listLocations(
  database: Database,
): Promise<MessageInitShape<typeof ListLocationsResponseSchema>> {
  const locations = await database<{ code: string; name: string; priority: number }[]>`
    select code, name, priority from locations order by priority, code`;
  return { locations: [...locations] };
}

/** Makes a location, or changes the name and priority of the one that has its code. */
export async function saveLocation(
  database: Database,
  request: SaveLocationRequest,
): Promise<MessageInitShape<typeof SaveLocationResponseSchema>> {
  const { code, name, priority } = request.location!;
  await database`
    insert into locations (code, name, priority) values (${code}, ${name}, ${priority})
    on conflict (code) do update set name = excluded.name, priority = excluded.priority`;
  return { location: { code, name, priority } };
}
