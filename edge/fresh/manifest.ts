/** The modules of a site, by path below `routes/` and `islands/` (or below the project for `(_islands)` folders). */
export interface Manifest {
  routes: Record<string, unknown>;
  islands: Record<string, Record<string, unknown>>;
}

/** What the bundler made; addresses are absolute paths on this site. */
export interface Assets {
  /** Changes with any input of the build. */
  buildId: string;
  /** The browser runtime, then the chunks it imports. */
  runtime: string[];
  /** What revives signals in props; loaded by pages that pass some. */
  signals: string[];
  /** Each island's own script, then the chunks it imports. */
  islands: Record<string, string[]>;
  styles: string[];
}
