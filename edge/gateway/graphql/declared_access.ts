import type { GraphQLField, GraphQLSchema } from "graphql";
import { type Access, demand, isAccess } from "../../access.ts";
import type { GraphqlContext } from "./builder.ts";

/** The extensions of a field that say who may use it. */
export function needs(access: Access) {
  return { extensions: { access } };
}

/**
 * Who may use each field of Query, Mutation and Subscription, such as "Query.products"; callers are held to it from here on.
 *
 * @throws {TypeError} when a field does not say so
 */
export function declaredAccess(schema: GraphQLSchema): Map<string, Access> {
  const declared = new Map<string, Access>();
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  for (const type of roots.filter((type) => type !== undefined && type !== null)) {
    for (const field of Object.values<GraphQLField<unknown, GraphqlContext>>(type.getFields())) {
      const { access } = field.extensions;
      const name = `${type.name}.${field.name}`;
      if (!isAccess(access)) throw new TypeError(`Cannot serve "${name}": it does not declare who may use it`);
      declared.set(name, access);
      hold(field, access);
    }
  }
  return declared;
}

/** A subscription is refused when it begins, any other field when it is read. */
function hold(field: GraphQLField<unknown, GraphqlContext>, access: Access): void {
  const step = field.subscribe ? "subscribe" : "resolve";
  const inner = field[step];
  if (!inner) throw new TypeError(`Cannot serve "${field.name}": it has no resolver`);
  field[step] = (parent, args, context, info) => {
    demand(context.state.session, access);
    return inner(parent, args, context, info);
  };
}
