import { useEffect, useState } from "preact/hooks";
import { exchangeParts, readDocument } from "../components/exchange_parts.ts";
import { isLast, STEPS, type StepTaken, Timeline } from "../components/timeline.tsx";

/** How long to wait after an answer that the browser itself does not try again after, such as 503. */
const RETRY_MS = 5_000;

export interface OrderTimelineProps {
  /** Where the steps are told as they happen. */
  events: string;
  /** The steps taken so far. */
  taken: StepTaken[];
  /** Ids of what else on the page depends on the order: it is made anew whenever the order changes. */
  parts: string[];
}

async function refresh(parts: string[]): Promise<void> {
  const response = await fetch(location.href);
  if (response.ok) exchangeParts(await readDocument(response), parts);
}

/** The steps of an order, each shown the moment it is taken. */
export function OrderTimeline({ events, taken: known, parts }: OrderTimelineProps) {
  const [taken, setTaken] = useState(known);
  const [live, setLive] = useState(false);
  const current = taken.at(-1)?.step;
  const ended = current !== undefined && isLast(current);
  useEffect(() => {
    if (ended) return;
    let source: EventSource;
    let waiting: ReturnType<typeof setTimeout>;
    let isFirst = true;
    const hear = (steps: string) => {
      setTaken(JSON.parse(steps));
      // What is told first is what the page shows already.
      if (!isFirst || steps !== JSON.stringify(known)) refresh(parts).catch(() => setLive(false));
      isFirst = false;
    };
    const connect = () => {
      source = new EventSource(events);
      source.onopen = () => setLive(true);
      source.onmessage = ({ data }) => hear(data);
      source.onerror = () => {
        setLive(false);
        if (source.readyState === EventSource.CLOSED) waiting = setTimeout(connect, RETRY_MS);
      };
    };
    connect();
    return () => {
      clearTimeout(waiting);
      source.close();
      setLive(false);
    };
  }, [events, ended]);
  return (
    <>
      <Timeline taken={taken} />
      <p role="status" class="sr-only">
        {taken !== known && current && `${STEPS[current].name}. ${STEPS[current].meaning}`}
      </p>
      {!ended && (
        <p class="mt-6 flex flex-wrap items-center justify-between gap-x-4 border-t border-line pt-4 text-sm text-ink-soft">
          <span class="inline-flex items-center gap-2">
            <span class={`size-2 rounded-full ${live ? "bg-good motion-safe:animate-pulse" : "bg-field-edge"}`} />
            {live ? "Live: this page changes by itself" : "Not live"}
          </span>
          {!live && (
            <a href="" class="inline-flex min-h-11 items-center font-medium text-ink underline underline-offset-4">
              Refresh status
            </a>
          )}
        </p>
      )}
    </>
  );
}
