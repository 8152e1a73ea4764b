import type { DescService } from "@bufbuild/protobuf";
import type { ServiceConfig } from "@grpc/grpc-js";
import { isRepeatable } from "./policy.ts";

/** INTERNAL is how a connection that breaks under a write shows; our services never answer with it. */
const RETRYABLE = ["UNAVAILABLE", "INTERNAL"];

/**
 * What a channel does by itself: spreads calls over all addresses, and repeats those that may be repeated, twice at most,
 * until a tenth of the calls are repeats.
 */
export function serviceConfig(
  services: DescService[],
): Pick<ServiceConfig, "loadBalancingConfig" | "retryThrottling"> & {
  methodConfig: object[];
} {
  const repeatable = services.flatMap((service) =>
    service.methods.filter(isRepeatable).map((method) => ({ service: service.typeName, method: method.name }))
  );
  return {
    loadBalancingConfig: [{ round_robin: {} }] as never,
    retryThrottling: { maxTokens: 10, tokenRatio: 0.1 },
    methodConfig: [{
      name: repeatable,
      retryPolicy: {
        maxAttempts: 3,
        initialBackoff: "0.05s",
        maxBackoff: "0.5s",
        backoffMultiplier: 2,
        retryableStatusCodes: RETRYABLE,
      },
    }],
  };
}
