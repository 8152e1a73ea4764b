const moment = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  timeZone: "UTC",
  timeZoneName: "short",
});

/** Writes a point in time for people: "22 Nov, 17:54 UTC". The same on the server and in the browser. */
export function formatMoment(at: Date): string {
  return moment.format(at);
}

const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

/** Writes a day for people: "22 November 2026". The same on the server and in the browser. */
export function formatDay(at: Date): string {
  return day.format(at);
}
