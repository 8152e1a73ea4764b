import { define } from "../components/define.ts";

export default define.page(({ url }) => <h1>Nothing at {url.pathname}</h1>);
