import { define } from "../components/define.ts";

export default define.layout(({ Component, state }) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <title>Fixture</title>
      <meta name="description" content="The fixture site" />
    </head>
    <body data-request={state.requestId}>
      <Component />
    </body>
  </html>
));
