import { asset } from "fresh/runtime";
import { define } from "../utils.ts";

const DESCRIPTION = "Stoneware, linen, candles and other things for the home, chosen to be kept.";

/** The document around every page. A page's own `<Head>` replaces what is here. */
export default define.layout(({ Component }) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>ShopFlow</title>
      <meta name="description" content={DESCRIPTION} />
      <meta name="color-scheme" content="light dark" />
      <meta key="theme-light" name="theme-color" content="#f1f0ec" media="(prefers-color-scheme: light)" />
      <meta key="theme-dark" name="theme-color" content="#0c1315" media="(prefers-color-scheme: dark)" />
      <meta property="og:site_name" content="ShopFlow" />
      <link rel="icon" href={asset("/favicon.svg")} type="image/svg+xml" />
    </head>
    <body>
      <Component />
    </body>
  </html>
));
