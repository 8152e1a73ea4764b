import type { ComponentChildren } from "preact";
import { ErrorSummary } from "../../../../components/error_summary.tsx";
import { Meta } from "../../../../components/meta.tsx";
import { Notice } from "../../../../components/notice.tsx";
import { Panel } from "../../../../components/panel.tsx";
import { type FormProblem, wrongFields } from "../../../(_shared)/form_problem.ts";
import { doneText } from "./done.ts";

export interface AccountPageProps {
  title: string;
  url: URL;
  /** Why what was asked for was not done. */
  problem?: FormProblem | undefined;
  /** What the form's fields are called. */
  labels?: Readonly<Record<string, string>>;
  children: ComponentChildren;
}

/** A page of an account: its title, what was just done or not, and what there is to see. */
export function AccountPage({ title, url, problem, labels = {}, children }: AccountPageProps) {
  const done = doneText(url);
  return (
    <>
      <Meta title={title} hidden />
      <h1 class="text-title">{title}</h1>
      {problem
        ? <ErrorSummary message={problem.message} fields={wrongFields(problem, labels)} />
        : done && <Notice kind="good" urgent>{done}</Notice>}
      {children}
    </>
  );
}

/** A part of a page, under a heading. */
export function Section({ id, title, children }: { id: string; title: string; children: ComponentChildren }) {
  return (
    <Panel as="section" labelledBy={id}>
      <h2 id={id} class="text-heading">{title}</h2>
      <div class="mt-4 grid justify-items-start gap-4">{children}</div>
    </Panel>
  );
}

/** A link in running text that a thumb hits. */
export function TextLink({ href, children }: { href: string; children: ComponentChildren }) {
  return (
    <a href={href} class="inline-flex min-h-11 items-center font-medium underline underline-offset-4 hover:text-accent">
      {children}
    </a>
  );
}
