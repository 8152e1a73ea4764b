/** One request that the server took. */
export interface StripeRequest {
  method: string;
  path: string;
  params: URLSearchParams;
  idempotencyKey: string | null;
}

type Intent = Record<string, unknown> & { id: string; status: string; metadata: Record<string, string> };

/** Whatever Stripe would answer to one request. */
export interface StripeAnswer {
  status?: number;
  body: unknown;
}

/**
 * As much of Stripe as the shop asks of it, with answers of the shapes in which Stripe's own were recorded: intents that are made,
 * confirmed, captured and cancelled, idempotency keys that replay the first answer byte for byte, refunds and errors.
 */
export interface StripeServer extends AsyncDisposable {
  readonly host: { host: string; port: number; protocol: "http" };
  readonly requests: StripeRequest[];
  readonly intents: Map<string, Intent>;
  /** Takes the next request to a path, does it, and never answers. */
  loseNextAnswer(path: RegExp): void;
  /** Answers the next request to a path like this, and does nothing. */
  answerNext(path: RegExp, answer: StripeAnswer): void;
  /** All idempotency keys are forgotten, as Stripe does after a day. */
  forgetKeys(): void;
}

/** Starts the server on a free port. */
export function startStripe(): StripeServer {
  const requests: StripeRequest[] = [];
  const intents = new Map<string, Intent>();
  const refunds: Record<string, unknown>[] = [];
  const answers = new Map<string, { status: number; body: string }>();
  const scripted: { path: RegExp; answer: StripeAnswer }[] = [];
  const lost: RegExp[] = [];
  const stopping = new AbortController();

  const act = ({ method, path, params }: StripeRequest): { status: number; body: unknown } => {
    const [, intentId = "", action = ""] = /^\/v1\/payment_intents\/(pi_\w+)(?:\/(\w+))?$/.exec(path) ?? [];
    const intent = intents.get(intentId);
    if (path === "/v1/payment_intents") {
      const made = newIntent(params);
      intents.set(made.id, made);
      return { status: 200, body: made };
    }
    if (path === "/v1/payment_intents/search") {
      const key = /"shopflow_key"]:"([^"]+)"/.exec(params.get("query")!)?.[1];
      return { status: 200, body: list([...intents.values()].filter(({ metadata }) => metadata.shopflow_key === key)) };
    }
    if (path === "/v1/refunds" && method === "GET") {
      return {
        status: 200,
        body: list(refunds.filter((made) => made.payment_intent === params.get("payment_intent"))),
      };
    }
    if (path === "/v1/refunds") {
      refunds.push(newRefund(params));
      return { status: 200, body: refunds.at(-1) };
    }
    if (!intent) {
      return error(404, { type: "invalid_request_error", code: "resource_missing", message: "No such intent" });
    }
    if (method === "GET") return { status: 200, body: intent };
    return move(intent, action, params);
  };

  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    const params = request.method === "GET" ? searchParams : new URLSearchParams(await request.text());
    const idempotencyKey = request.headers.get("idempotency-key");
    const taken = { method: request.method, path: pathname, params, idempotencyKey };
    requests.push(taken);
    const script = scripted.findIndex(({ path }) => path.test(pathname));
    if (script >= 0) {
      const { answer } = scripted.splice(script, 1)[0]!;
      return Response.json(answer.body, { status: answer.status ?? 200 });
    }
    const before = request.method === "POST" && idempotencyKey ? answers.get(idempotencyKey) : undefined;
    const { status, body } = before ?? stored(act(taken));
    if (request.method === "POST" && idempotencyKey) answers.set(idempotencyKey, { status, body });
    const loss = lost.findIndex((path) => path.test(pathname));
    if (loss >= 0) {
      lost.splice(loss, 1);
      await new Promise((resolve) => stopping.signal.addEventListener("abort", resolve, { once: true }));
    }
    const replayed: Record<string, string> = before ? { "idempotent-replayed": "true" } : {};
    return new Response(body, { status, headers: { "content-type": "application/json", ...replayed } });
  });
  return {
    host: { host: "127.0.0.1", port: server.addr.port, protocol: "http" },
    requests,
    intents,
    loseNextAnswer: (path) => lost.push(path),
    answerNext: (path, answer) => scripted.push({ path, answer }),
    forgetKeys: () => answers.clear(),
    [Symbol.asyncDispose]: () => {
      stopping.abort();
      return server.shutdown();
    },
  };
}

const CARDS: Readonly<Record<string, { brand: string; last4: string; then: string }>> = {
  pm_card_visa: { brand: "visa", last4: "4242", then: "succeeded" },
  pm_card_visa_chargeDeclined: { brand: "visa", last4: "0002", then: "requires_payment_method" },
  pm_card_threeDSecure2Required: { brand: "visa", last4: "3220", then: "requires_action" },
};

function newIntent(params: URLSearchParams): Intent {
  return {
    id: `pi_${crypto.randomUUID().replaceAll("-", "")}`,
    object: "payment_intent",
    amount: Number(params.get("amount")),
    capture_method: params.get("capture_method"),
    currency: params.get("currency"),
    last_payment_error: null,
    metadata: Object.fromEntries(
      [...params].flatMap(([name, value]) => {
        const key = /^metadata\[(\w+)\]$/.exec(name)?.[1];
        return key === undefined ? [] : [[key, value]];
      }),
    ),
    next_action: null,
    payment_method: null,
    status: "requires_payment_method",
  };
}

function newRefund(params: URLSearchParams) {
  return {
    id: `re_${crypto.randomUUID().replaceAll("-", "")}`,
    object: "refund",
    amount: Number(params.get("amount")),
    metadata: { shopflow_key: params.get("metadata[shopflow_key]") },
    payment_intent: params.get("payment_intent"),
    status: "succeeded",
  };
}

function move(intent: Intent, action: string, params: URLSearchParams): { status: number; body: unknown } {
  const allowed: Record<string, string[]> = {
    confirm: ["requires_payment_method"],
    capture: ["requires_capture"],
    cancel: ["requires_payment_method", "requires_action", "requires_capture"],
  };
  if (!allowed[action]?.includes(intent.status)) {
    const message = `This PaymentIntent could not be changed because it has a status of ${intent.status}.`;
    return error(400, { type: "invalid_request_error", code: "payment_intent_unexpected_state", message });
  }
  if (action !== "confirm") {
    intent.status = action === "cancel" ? "canceled" : "succeeded";
    return { status: 200, body: intent };
  }
  const card = CARDS[params.get("payment_method") ?? ""];
  if (!card) {
    const message = `No such PaymentMethod: '${params.get("payment_method")}'`;
    return error(400, { type: "invalid_request_error", code: "resource_missing", param: "payment_method", message });
  }
  const { brand, last4, then } = card;
  const method = { id: "pm_1", object: "payment_method", type: "card", card: { brand, last4 } };
  intent.status = then === "succeeded" && intent.capture_method === "manual" ? "requires_capture" : then;
  if (then === "requires_payment_method") {
    const declined = {
      type: "card_error",
      code: "card_declined",
      decline_code: "generic_decline",
      message: "Your card was declined.",
      payment_method: method,
    };
    intent.last_payment_error = declined;
    return error(402, { ...declined, payment_intent: intent });
  }
  intent.payment_method = method;
  if (then === "requires_action") {
    const url = `https://hooks.stripe.com/3d_secure_2/${intent.id}`;
    intent.next_action = { type: "redirect_to_url", redirect_to_url: { url, return_url: params.get("return_url") } };
  }
  return { status: 200, body: intent };
}

function error(status: number, body: Record<string, unknown>) {
  return { status, body: { error: body } };
}

function list(data: unknown[]) {
  return { object: "list", data, has_more: false };
}

function stored({ status, body }: { status: number; body: unknown }) {
  return { status, body: JSON.stringify(body) };
}
