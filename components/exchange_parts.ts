/** Reads a page that a script asked for. */
export async function readDocument(response: Response): Promise<Document> {
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

/** Puts parts of a page that was made anew in the place of the old ones; what had the focus keeps it, or `root` takes it. */
export function exchangeParts(answer: Document, ids: readonly string[], root?: HTMLElement): void {
  const focused = document.activeElement?.id ?? "";
  for (const id of ids) {
    document.getElementById(id)?.replaceChildren(...answer.getElementById(id)?.childNodes ?? []);
  }
  if (document.activeElement === document.body) (document.getElementById(focused) ?? root)?.focus();
}
