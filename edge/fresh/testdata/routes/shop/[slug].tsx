import { HttpError, page } from "fresh";
import { define } from "../../components/define.ts";

export const handler = define.handlers({
  GET(ctx) {
    const { slug = "" } = ctx.params;
    if (slug === "missing") throw new HttpError(404, "No such product");
    if (slug === "gone") throw new HttpError(410, "Sold out for good");
    if (slug === "crash") throw new Error("secret detail");
    return page({ slug }, { headers: { "x-shop": "yes" } });
  },
  POST: (ctx) => ctx.redirect(`//evil.example/${ctx.params.slug}`, 303),
});

export default define.page<typeof handler>(({ data, state }) => <h1>{data.slug} {state.trail?.join()}</h1>);
