import { HttpError } from "fresh";
import { define } from "../components/define.ts";

export default define.page(({ error }) => <h1>{error instanceof HttpError ? error.message : "Something broke"}</h1>);
