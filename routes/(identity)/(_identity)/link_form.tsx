import { Button } from "../../../components/button.tsx";

/**
 * The one button of a page that a mail leads to. Opening the page does nothing yet: programs that look through mails open every
 * link. The token goes with the form, so that it is in no address from then on.
 */
export function LinkForm({ action, token, label }: { action: string; token: string; label: string }) {
  return (
    <form method="post" action={action}>
      <input type="hidden" name="token" value={token} />
      <Button class="w-full">{label}</Button>
    </form>
  );
}
