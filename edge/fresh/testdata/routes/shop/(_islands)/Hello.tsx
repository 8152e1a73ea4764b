import { useState } from "preact/hooks";

export default function Hello({ name }: { name: string }) {
  const [times, setTimes] = useState(0);
  return <button type="button" onClick={() => setTimes(times + 1)}>Hello {name} {times}</button>;
}
