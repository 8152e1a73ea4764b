// The bundler sets this in the browser's copy; on the server the site sets it when it starts.
declare const FRESH_BUILD_ID: string | undefined;

let buildId = typeof FRESH_BUILD_ID === "undefined" ? "" : FRESH_BUILD_ID;

/** Names the running build; empty until the site has started. */
export const getBuildId = (): string => buildId;

export function setBuildId(id: string): void {
  buildId = id;
}
