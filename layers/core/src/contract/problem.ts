import * as v from "valibot";

/** The body of every error response (RFC 9457). `type` is a URN, which promises no page behind it. */
export const Problem = v.pipe(
  v.object({
    type: v.pipe(v.string(), v.regex(/^urn:malote:problem:[a-z-]+$/)),
    title: v.string(),
    /** API Gateway leaves it out of the responses that it makes itself. */
    status: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(599))),
    code: v.pipe(v.string(), v.regex(/^[a-z-]+$/)),
    detail: v.string(),
    instance: v.pipe(v.string(), v.description("The request id, for the logs.")),
    errors: v.exactOptional(v.array(v.object({ pointer: v.string(), detail: v.string() }))),
    /** Only with `parts-missing`: the numbers of the parts to send, the first 100. */
    missing_parts: v.exactOptional(v.array(v.pipe(v.number(), v.integer()))),
  }),
  v.description(
    "RFC 9457. Decide by `code`; `detail` says what to do; `errors` names every fault of the input.",
  ),
);
export type Problem = v.InferOutput<typeof Problem>;
