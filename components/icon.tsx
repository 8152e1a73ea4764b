const PATHS = {
  arrow: "M5 12h14m-6-6 6 6-6 6",
  bag: "M6 8h12l1 12H5L6 8Zm3 0V7a3 3 0 0 1 6 0v1",
  card: "M3 6h18v12H3V6Zm0 4h18M7 15h4",
  check: "m5 12.5 4.5 4.5L19 7.5",
  chevron: "m9 6 6 6-6 6",
  close: "m6 6 12 12M18 6 6 18",
  down: "m6 9 6 6 6-6",
  filter: "M4 7h16M7 12h10m-7 5h4",
  info: "M12 11v5m0-8.5v.01M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z",
  mail: "M3 6h18v12H3V6Zm0 1 9 6.5L21 7",
  menu: "M4 7h16M4 12h16M4 17h16",
  minus: "M6 12h12",
  plus: "M12 6v12m-6-6h12",
  pulse: "M3 12h4l3-7 4 14 3-7h4",
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14Zm5 12 4 4",
  user: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7 8a7 7 0 0 1 14 0",
  warning: "M12 4 2.5 20h19L12 4Zm0 6v5m0 2.5v.01",
};

export interface IconProps {
  name: keyof typeof PATHS;
  class?: string;
}

/** A drawn sign. It says nothing to those who hear the page: the text beside it does. */
export function Icon({ name, class: className = "size-5" }: IconProps) {
  return (
    <svg
      class={`shrink-0 ${className}`}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.75"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
