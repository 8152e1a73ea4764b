import type { UserService } from "../../../proto/gen/shopflow/user/v1/user_pb.ts";
import { listAudit } from "../../kit/audit/list_audit.ts";
import type { Handlers } from "../../kit/grpc/implementation.ts";
import { createUser } from "./create_user.ts";
import { disableUser, enableUser } from "./disable_user.ts";
import { getUser } from "./get_user.ts";
import { listUsers } from "./list_users.ts";
import type { StaffParts } from "./parts.ts";
import { setRoles } from "./set_roles.ts";

/** What staff sees and changes of accounts, and reads of what was done. */
export function staffHandlers(
  parts: StaffParts,
): Omit<Handlers<typeof UserService>, "createAdministratorLink"> {
  const { database } = parts;
  return {
    createUser: (request, call) => createUser(parts, request, call),
    getUser: (request) => getUser(database, request),
    listUsers: (request) => listUsers(database, request),
    setRoles: (request, call) => setRoles(parts, request, call),
    disableUser: (request, call) => disableUser(parts, request, call),
    enableUser: (request, call) => enableUser(parts, request, call),
    listAudit: (request) => listAudit(database, request),
  };
}
