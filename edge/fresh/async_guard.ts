/** A function component, whatever its props. */
export type AnyFunction = (this: unknown, props: unknown, context: unknown) => unknown;

const guarded = new WeakMap<AnyFunction, AnyFunction>();

/** The same component, but throwing where Preact would render a promise as nothing without a word. */
export function refusePromise(component: AnyFunction): AnyFunction {
  let guard = guarded.get(component);
  if (!guard) {
    guard = function (props, context) {
      const result = component.call(this, props, context);
      if (!(result instanceof Promise)) return result;
      result.catch(() => {}); // The error below says more than whatever it rejects with.
      throw new Error(
        `Cannot render "${component.name}": only pages, layouts and "_app" may be async; await the data in the handler`,
      );
    };
    guarded.set(component, guard);
    guarded.set(guard, guard); // JSX that a module keeps comes by again at the next render.
  }
  return guard;
}
