import type { ButtonHTMLAttributes, ComponentChildren } from "preact";

const LOOKS = {
  primary: "bg-accent text-on-accent shadow-button hover:bg-accent-strong",
  quiet: "border border-field-edge bg-glass-soft text-ink hover:border-accent hover:text-accent",
  plain: "text-accent underline decoration-1 underline-offset-4 hover:decoration-2",
};

/** The classes of a button, for elements that are none. */
export function buttonClass(look: keyof typeof LOOKS = "primary", more = ""): string {
  return "inline-flex min-h-12 items-center justify-center gap-2 rounded-full px-6 font-semibold " +
    `motion-safe:transition motion-safe:active:scale-[0.98] disabled:cursor-not-allowed disabled:opacity-60 ${
      LOOKS[look]
    } ${more}`;
}

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "class"> {
  look?: keyof typeof LOOKS;
  class?: string;
  children: ComponentChildren;
}

/** Something to press; it submits its form unless its type says otherwise. */
export function Button({ look, class: className, children, ...rest }: ButtonProps) {
  return <button type="submit" {...rest} class={buttonClass(look, className)}>{children}</button>;
}

export interface LinkButtonProps {
  href: string;
  look?: keyof typeof LOOKS;
  class?: string;
  rel?: string;
  children: ComponentChildren;
}

/** A link that looks like a button. */
export function LinkButton({ look, class: className, children, ...rest }: LinkButtonProps) {
  return <a {...rest} class={buttonClass(look, className)}>{children}</a>;
}
