/**
 * Unpacks the Chromium of the npm package into the folder that TMPDIR names. A process of its own, because the package goes by the
 * environment: it brings the libraries that Chromium needs only where it believes to be on AWS.
 */
import chromium from "npm:@sparticuz/chromium@153.0.0";

await chromium.executablePath();
Deno.exit(0);
