import type { ComponentChildren } from "preact";

/** The ids that bind an input to its label, hint and error. A dot in an id would need escaping in every selector. */
export function fieldIds(name: string, hint: string | undefined, error: string | undefined) {
  const id = name.replaceAll(/[._]/g, "-");
  const describedBy = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(" ") || undefined;
  return { id, describedBy };
}

export interface FieldFrameProps {
  id: string;
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  optional?: boolean;
  class?: string | undefined;
  children: ComponentChildren;
}

/** What every field has around its input: label, hint and error. */
export function FieldFrame({ id, label, hint, error, optional = false, class: className, children }: FieldFrameProps) {
  return (
    <div class={className}>
      <label for={id} class="mb-1.5 block text-sm font-semibold">
        {label}
        {optional && <span class="ml-1 font-normal text-ink-soft">(optional)</span>}
      </label>
      {children}
      {error && <p id={`${id}-error`} class="mt-1.5 text-sm font-medium text-bad">{error}</p>}
      {hint && <p id={`${id}-hint`} class="mt-1.5 text-sm text-ink-soft">{hint}</p>}
    </div>
  );
}
