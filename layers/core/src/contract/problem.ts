import * as v from "valibot";

/** What is wrong with one member of the input. */
export const Fault = v.object({ pointer: v.string(), detail: v.string() });

/** A stable code, by which a client decides. */
export const ProblemCode = v.pipe(v.string(), v.regex(/^[a-z-]+$/));

/** The body of every error response (RFC 9457). `type` is a URN, which promises no page behind it. */
export const Problem = v.object({
  type: v.pipe(v.string(), v.regex(/^urn:malote:problem:[a-z-]+$/)),
  title: v.string(),
  status: v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(599)),
  code: ProblemCode,
  detail: v.string(),
  /** The request id, for the logs. */
  instance: v.string(),
  errors: v.exactOptional(v.array(Fault)),
  /** Only with `parts-missing`: the numbers of the parts to send, the first 100. */
  missing_parts: v.exactOptional(v.array(v.pipe(v.number(), v.integer()))),
});
export type Problem = v.InferOutput<typeof Problem>;
