import { deepEqual, equal, match, ok } from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { setBuildId } from "./build_id.ts";
import { staticFiles } from "./static_files.ts";

async function withFiles(run: (get: (path: string, init?: RequestInit) => Promise<Response | null>) => Promise<void>) {
  const folder = await Deno.makeTempDir();
  try {
    const root = pathToFileURL(`${folder}/static/`);
    await Deno.mkdir(new URL("deep/", root), { recursive: true });
    await Deno.writeTextFile(new URL("deep/white heart.svg", root), `<svg>${"x".repeat(2000)}</svg>`);
    await Deno.writeTextFile(new URL("a.css", root), "a{}");
    await Deno.writeTextFile(new URL("data.bin", root), "bytes");
    await Deno.writeTextFile(new URL(".env", root), "SECRET=1");
    await Deno.writeTextFile(new URL("../secret.txt", root), "secret");
    await Deno.symlink(`${folder}/secret.txt`, `${folder}/static/link.txt`);
    await Deno.mkdir(`${folder}/bundle`);
    await Deno.writeTextFile(`${folder}/bundle/app-HASH.js`, "1");
    const serve = await staticFiles([
      { url: root, prefix: "/", immutable: false },
      { url: pathToFileURL(`${folder}/bundle/`), prefix: "/_fresh/", immutable: true },
    ]);
    await run((path, init) => serve(new Request(`https://shop.example${path}`, init)));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("staticFiles() gives each type its charset and each kind of name its caching", () =>
  withFiles(async (get) => {
    const css = await get("/a.css");
    equal(css?.headers.get("content-type"), "text/css; charset=utf-8");
    equal(css?.headers.get("cache-control"), "public, max-age=0, must-revalidate");
    equal(await css?.text(), "a{}");
    const script = await get("/_fresh/app-HASH.js");
    equal(script?.headers.get("content-type"), "text/javascript; charset=utf-8");
    equal(script?.headers.get("cache-control"), "public, max-age=31536000, immutable");
    equal((await get("/data.bin"))?.headers.get("content-type"), "application/octet-stream");
    setBuildId("b1");
    match((await get("/a.css?v=b1"))?.headers.get("cache-control") ?? "", /immutable/);
    match((await get("/a.css?v=b0"))?.headers.get("cache-control") ?? "", /must-revalidate/);
  }));

Deno.test("staticFiles() answers 304 to the ETag it gave, and HEAD without a body", () =>
  withFiles(async (get) => {
    const etag = (await get("/a.css"))?.headers.get("etag") ?? "";
    const again = await get("/a.css", { headers: { "if-none-match": `"other", ${etag}` } });
    deepEqual([again?.status, again?.body, again?.headers.get("etag")], [304, null, etag]);
    equal((await get("/a.css", { headers: { "if-none-match": '"other"' } }))?.status, 200);
    const head = await get("/a.css", { method: "HEAD" });
    deepEqual([head?.status, head?.body, head?.headers.get("content-length")], [200, null, "3"]);
    equal(await get("/a.css", { method: "POST" }), null);
  }));

Deno.test("staticFiles() compresses text by what the browser accepts", () =>
  withFiles(async (get) => {
    const path = "/deep/white%20heart.svg";
    const plain = await (await get(path))?.text();
    const packed = async (accept: string) => {
      const response = await get(path, { headers: { "accept-encoding": accept } });
      return [response?.headers.get("content-encoding"), new Uint8Array(await response?.arrayBuffer() ?? [])] as const;
    };
    const [br, brotli] = await packed("gzip, br;q=1");
    deepEqual([br, brotliDecompressSync(brotli).toString()], ["br", plain]);
    const [gzip, zipped] = await packed("gzip, br;q=0");
    deepEqual([gzip, gunzipSync(zipped).toString()], ["gzip", plain]);
    equal((await packed("identity"))[0], null);
    equal((await get(path))?.headers.get("vary"), "accept-encoding");
    ok(brotli.length < 100);
  }));

const OUTSIDE = [
  "/../secret.txt",
  "/%2e%2e/secret.txt",
  "/..%2fsecret.txt",
  "/deep/..%2f..%2fsecret.txt",
  "/deep/%2e%2e%2f%2e%2e%2fsecret.txt",
  "/..%5csecret.txt",
  "/link.txt",
  "/.env",
  "/%00",
  "/%E0%A4%A",
  "/deep",
  "/deep/",
  "//a.css",
  "/__proto__",
];
for (const path of OUTSIDE) {
  Deno.test(`staticFiles() has no ${path}`, () => withFiles(async (get) => equal(await get(path), null)));
}
