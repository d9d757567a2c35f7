import { gatewayProblems, problems } from "./problems.ts";

type Json = Record<string, unknown>;

/** When to call again, with answers that say so. */
export const RETRY_AFTER = {
  description: "Seconds after which to call again.",
  schema: { type: "integer" },
};

/** The answers for these codes, by status: each status with an example of every problem it stands for. */
export const problemResponses = (codes: readonly string[]): Record<string, Json> => {
  const known = [
    ...problems.map((error) => ({
      status: error.status,
      code: error.code,
      title: error.title,
      detail: error.message,
      retryAfter: error.retryAfter !== undefined,
      errors: error.faults,
    })),
    ...gatewayProblems.map((problem) => ({
      ...problem,
      detail: problem.title,
      retryAfter: problem.status === 429,
      errors: undefined,
    })),
  ];
  const told = codes.map((code) => {
    const found = known.find((problem) => problem.code === code);
    if (!found) throw new Error(`No problem has the code ${code}.`);
    return found;
  });
  return Object.fromEntries(
    [...new Set(told.map(({ status }) => status))].toSorted().map((status) => {
      const of = told.filter((problem) => problem.status === status);
      return [
        String(status),
        {
          description: of.map(({ title }) => `${title}.`).join(" "),
          ...(of.some(({ retryAfter }) => retryAfter) && {
            headers: { "Retry-After": RETRY_AFTER },
          }),
          content: {
            "application/problem+json": {
              schema: { $ref: "#/components/schemas/Problem" },
              examples: Object.fromEntries(
                of.map(({ code, title, detail, errors }) => [
                  code,
                  {
                    value: {
                      type: `urn:malote:problem:${code}`,
                      title,
                      status,
                      code,
                      detail,
                      instance: "4f0d…",
                      ...(errors && { errors }),
                    },
                  },
                ]),
              ),
            },
          },
        },
      ];
    }),
  );
};

/** RFC 9457, as layers/core/src/http/problem.ts writes it. */
export const Problem = {
  type: "object",
  description:
    "RFC 9457. Decide by `code`; `detail` says what to do; `errors` names every fault of the input.",
  properties: {
    type: { type: "string", pattern: "^urn:malote:problem:[a-z-]+$" },
    title: { type: "string" },
    status: { type: "integer", minimum: 400, maximum: 599 },
    code: { type: "string", pattern: "^[a-z-]+$" },
    detail: { type: "string" },
    instance: { type: "string", description: "The request id, for the logs." },
    errors: {
      type: "array",
      items: {
        type: "object",
        properties: { pointer: { type: "string" }, detail: { type: "string" } },
        required: ["pointer", "detail"],
      },
    },
  },
  required: ["type", "title", "code", "detail", "instance"],
};
