import type { ComponentChildren } from "preact";
import { ErrorSummary } from "../../../components/error_summary.tsx";
import { Meta } from "../../../components/meta.tsx";
import { Panel } from "../../../components/panel.tsx";
import { LiveForms } from "../../../islands/live_forms.tsx";
import { type FormProblem, wrongFields } from "../../(_shared)/form_problem.ts";

export interface FormPageProps {
  title: string;
  /** What the page is for. */
  intro?: ComponentChildren;
  /** Why the form was not accepted, if it was sent. */
  problem?: FormProblem | undefined;
  /** The form's fields by their names, in the order of the page. */
  labels: Readonly<Record<string, string>>;
  children: ComponentChildren;
}

/** A page with one small form. */
export function FormPage({ title, intro, problem, labels, children }: FormPageProps) {
  return (
    <>
      <Meta title={title} hidden />
      {/* What a second click would send again is used up by then. */}
      <LiveForms within="content" />
      <Panel class="mx-auto mt-4 grid max-w-lg gap-5 sm:mt-10 sm:p-10!">
        <h1 class="text-title">{title}</h1>
        {problem && <ErrorSummary message={problem.message} fields={wrongFields(problem, labels)} />}
        {intro && <div class="space-y-2 text-ink-soft">{intro}</div>}
        {children}
      </Panel>
    </>
  );
}

/** A link below a form, to where one might have wanted to go instead. */
export function WayOut({ href, children }: { href: string; children: ComponentChildren }) {
  return (
    <a
      href={href}
      class="inline-flex min-h-11 items-center font-medium text-accent underline decoration-1 underline-offset-4 hover:decoration-2"
    >
      {children}
    </a>
  );
}
