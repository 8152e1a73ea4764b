import { UserService } from "../../proto/gen/shopflow/user/v1/user_pb.ts";
import type { Database } from "../kit/database.ts";
import { implement, type Implementation } from "../kit/grpc/implementation.ts";
import { unserved } from "../kit/testing/unserved.ts";
import { getUser } from "./staff/get_user.ts";
import { listUsers } from "./staff/list_users.ts";

/** The user service on a database. */
export function userService(database: Database): Implementation {
  return implement(UserService, {
    ...unserved(UserService),
    getUser: (request) => getUser(database, request),
    listUsers: (request) => listUsers(database, request),
  });
}
