/** The shop's sign, in the colours of the text around it. */
export function Logo() {
  return (
    <svg class="size-8 shrink-0" viewBox="0 0 32 32" aria-hidden="true">
      <rect class="fill-accent" width="32" height="32" rx="10" />
      <path
        class="stroke-on-accent"
        fill="none"
        stroke-width="2.4"
        stroke-linecap="round"
        stroke-linejoin="round"
        d="M8.5 13h15l-1.4 10.5H9.9L8.5 13Zm4 0v-1.6a3.5 3.5 0 0 1 7 0V13m-7.3 5.4c1.3-1.3 2.5-1.3 3.8 0s2.5 1.3 3.8 0"
      />
    </svg>
  );
}
