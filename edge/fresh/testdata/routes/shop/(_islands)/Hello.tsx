import { useState } from "preact/hooks";

export default function Hello({ name }: { name: string }) {
  const [times, setTimes] = useState(0);
  return (
    <>
      {times > 0 && <i>Since then {times}</i>}
      <button type="button" onClick={() => setTimes(times + 1)}>Hello {name} {times}</button>
    </>
  );
}
