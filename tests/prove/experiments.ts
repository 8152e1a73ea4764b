import type { Experiment } from "./experiment.ts";
import { hotVariant } from "./experiments/hot_variant.ts";
import { killAtDebugPoints } from "./experiments/kill_at_debug_points.ts";
import { killOrderService } from "./experiments/kill_order_service.ts";
import { killPostgres } from "./experiments/kill_postgres.ts";
import { killTheEdge } from "./experiments/kill_the_edge.ts";
import { lapsedHolds } from "./experiments/lapsed_holds.ts";
import { lostAnswersOfTheBank } from "./experiments/lost_answers_of_the_bank.ts";
import { oneCartAtOnce } from "./experiments/one_cart_at_once.ts";
import { oneCoupon } from "./experiments/one_coupon.ts";
import { oneKeyAtOnce } from "./experiments/one_key_at_once.ts";
import { oneKeyTwoRequests } from "./experiments/one_key_two_requests.ts";
import { pausedReplica } from "./experiments/paused_replica.ts";
import { poisonEvent } from "./experiments/poison_event.ts";
import { redisGone } from "./experiments/redis_gone.ts";
import { retryStorm } from "./experiments/retry_storm.ts";
import { rollingRestart } from "./experiments/rolling_restart.ts";
import { stoppedRelay } from "./experiments/stopped_relay.ts";
import { userServiceGone } from "./experiments/user_service_gone.ts";

/** All experiments, in the order in which they are made. */
export const EXPERIMENTS: readonly Experiment[] = [
  killOrderService,
  pausedReplica,
  killAtDebugPoints,
  killTheEdge,
  killPostgres,
  userServiceGone,
  redisGone,
  lostAnswersOfTheBank,
  oneKeyAtOnce,
  oneKeyTwoRequests,
  hotVariant,
  lapsedHolds,
  oneCoupon,
  oneCartAtOnce,
  poisonEvent,
  stoppedRelay,
  retryStorm,
  rollingRestart,
];
