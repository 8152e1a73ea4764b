// Loaded by pages that pass signals to islands.
import { signal } from "@preact/signals";

export const revivers = { Signal: ([value]: [unknown]) => signal(value) };
