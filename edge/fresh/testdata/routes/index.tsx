import { Head } from "fresh/runtime";
import { define } from "../components/define.ts";

export default define.page(() => (
  <main class="p-3">
    <Head>
      <title>Home</title>
      <meta name="description" content="The first page" />
      <link rel="canonical" href="/" />
    </Head>
    <h1>Home</h1>
  </main>
));
