export { failsWith } from "../../kit/testing/fails_with.ts";
