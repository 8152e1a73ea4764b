/** The floor of a call: grpc-js over the same TLS, giving back the bytes that it got. */
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { Buffer } from "node:buffer";
import { print } from "../../dev/print.ts";
import { readConfig, tlsPaths } from "../../services/kit/config.ts";
import { readIdentity } from "../../services/kit/tls.ts";
import { ECHO } from "./echo.ts";

const { ca, cert, key } = await readIdentity(readConfig(tlsPaths));
const pair = { private_key: Buffer.from(key), cert_chain: Buffer.from(cert) };
const server = new Server();
server.addService({ echo: ECHO }, {
  echo: (call: { request: Buffer }, reply: (error: null, response: Buffer) => void) => reply(null, call.request),
});
server.bindAsync("127.0.0.1:0", ServerCredentials.createSsl(Buffer.from(ca), [pair], true), (error, port) => {
  if (error) throw error;
  print(String(port));
});
