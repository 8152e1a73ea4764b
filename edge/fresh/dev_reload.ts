/** The script that a development page loads, and where it listens. */
export const RELOAD_SCRIPT = "/_dev/reload.js";
const RELOAD_EVENTS = "/_dev/reload";

const SCRIPT = `let build;
new EventSource("${RELOAD_EVENTS}").onmessage = ({ data }) => {
  if (build !== undefined && build !== data) location.reload();
  build = data;
};
`;

// Every connection hears the build's id once; after a restart the browser connects anew and compares.
function events(buildId: string): Response {
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode(`retry: 300\ndata: ${buildId}\n\n`)),
  });
  return new Response(body, { headers: { "content-type": "text/event-stream", "cache-control": "no-store" } });
}

/** Answers what the reload script asks for, null for any other path. */
export function devReload(req: Request, buildId: string): Response | null {
  const { pathname } = new URL(req.url);
  if (pathname === RELOAD_EVENTS) return events(buildId);
  if (pathname !== RELOAD_SCRIPT) return null;
  return new Response(SCRIPT, {
    headers: { "content-type": "text/javascript; charset=utf-8", "cache-control": "no-store" },
  });
}
