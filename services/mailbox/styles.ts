/** The mailbox's styles, in the shop's colours. */
export const STYLES = `
:root {
  color-scheme: light dark;
  --canvas: light-dark(#f1f0ec, #0c1315);
  --panel: light-dark(#ffffff, #172123);
  --ink: light-dark(#14211f, #edf4f2);
  --soft: light-dark(#445451, #bdcbc7);
  --accent: light-dark(#0b6358, #6fdcc6);
  --on-accent: light-dark(#ffffff, #06231f);
  --line: light-dark(#dddbd5, #2f3b3d);
  --edge: light-dark(#75827f, #8a9996);
}
* { box-sizing: border-box; }
body {
  margin: 0;
  background: var(--canvas);
  color: var(--ink);
  font: 1rem/1.5 -apple-system, "Segoe UI", Inter, Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif;
  overflow-wrap: anywhere;
}
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { margin: 0 0 0.5rem; font-size: 1.75rem; line-height: 1.2; letter-spacing: -0.02em; }
a { color: var(--accent); text-underline-offset: 0.15em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.soft { color: var(--soft); }
.panel { background: var(--panel); border: 1px solid var(--line); border-radius: 1.25rem; }

.search { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 0.75rem; margin: 1.25rem 0; }
.search input {
  flex: 1 1 12rem;
  min-height: 2.75rem;
  padding: 0 0.9rem;
  border: 1px solid var(--edge);
  border-radius: 0.875rem;
  background: var(--panel);
  color: inherit;
  font: inherit;
}
.search button {
  min-height: 2.75rem;
  padding: 0 1.4rem;
  border: 0;
  border-radius: 999px;
  background: var(--accent);
  color: var(--on-accent);
  font: inherit;
  font-weight: 600;
  cursor: pointer;
}

.list { margin: 0; padding: 0 1.25rem; list-style: none; }
.list li {
  position: relative;
  display: grid;
  grid-template-columns: minmax(0, 5fr) minmax(0, 4fr) auto;
  gap: 0 1.25rem;
  padding: 0.9rem 0;
}
.list li + li { border-top: 1px solid var(--line); }
.list a { font-weight: 600; text-decoration: none; }
.list a::after { content: ""; position: absolute; inset: 0; }
.list li:hover a { text-decoration: underline; }
.list time { font-variant-numeric: tabular-nums; }

.envelope { display: grid; grid-template-columns: auto 1fr; gap: 0.15rem 1rem; margin: 0 0 1.25rem; }
.envelope dt { color: var(--soft); }
.envelope dd { margin: 0; }
.tabs { display: flex; gap: 0.5rem; margin-bottom: 0.75rem; }
.tabs a {
  min-height: 2.75rem;
  padding: 0.6rem 1.2rem;
  border-radius: 999px;
  color: inherit;
  line-height: 1.55rem;
  text-decoration: none;
}
.tabs a:hover { text-decoration: underline; }
.tabs a[aria-current] { background: var(--accent); color: var(--on-accent); font-weight: 600; }
iframe { display: block; width: 100%; height: max(30rem, calc(100vh - 20rem)); }
pre {
  margin: 0;
  padding: 1.25rem;
  overflow-x: auto;
  font: 0.875rem/1.55 ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace;
  white-space: pre-wrap;
}

@media (max-width: 40rem) {
  .list li { grid-template-columns: minmax(0, 1fr); }
  pre { padding: 1rem; font-size: 0.8125rem; }
  iframe { border-radius: 0.75rem; }
}
`;
