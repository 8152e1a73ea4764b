import { signal } from "@preact/signals";
import Broken from "../islands/Broken.tsx";
import Counter from "../islands/Counter.tsx";
import Echo from "../islands/Echo.tsx";
import { Panel } from "../islands/Panel.tsx";
import { define } from "../components/define.ts";
import Hello from "./shop/(_islands)/Hello.tsx";

const HOSTILE = '"><script>alert(1)</script>\u2028';

export default define.page(() => {
  const count = signal(3);
  return (
    <main>
      <Broken />
      <Counter count={count} label="First" />
      <Counter count={count} label="Second" />
      <Panel open title="Shown">
        <p>Kept text</p>
        <Hello name="inside" />
      </Panel>
      <Panel open={false} title="Hidden">
        <p>Waiting text</p>
        <Hello name="waiting" />
      </Panel>
      <Echo
        text={HOSTILE}
        big={12n}
        when={new Date(0)}
        where={new URL("https://shop.example/")}
        map={new Map([["a", 1]])}
        set={new Set([1, 2])}
        bytes={new Uint8Array([1, 2, 3])}
        nothing={undefined}
      />
    </main>
  );
});
