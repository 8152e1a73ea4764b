const POLL_MS = 500;
/** How long the process may take to stop by itself once its supervisor is gone. */
const PATIENCE_MS = 5_000;

/**
 * Calls `stop` when the supervisor that started this process is gone, even by kill -9; a process that is still there
 * seconds later is ended. Does nothing in a process that no supervisor started (`SHOPFLOW_SUPERVISOR` is not set).
 */
export function exitWithSupervisor(stop: () => void): void {
  const supervisor = Number(Deno.env.get("SHOPFLOW_SUPERVISOR"));
  if (!supervisor) return;
  const timer = setInterval(() => {
    if (Deno.ppid === supervisor) return;
    clearInterval(timer);
    Deno.unrefTimer(setTimeout(() => Deno.exit(1), PATIENCE_MS));
    stop();
  }, POLL_MS);
  Deno.unrefTimer(timer);
}
