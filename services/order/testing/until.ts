export { until } from "../../kit/testing/until.ts";
