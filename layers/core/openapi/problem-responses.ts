import { gatewayProblems, problems } from "./problems.ts";

type Json = Record<string, unknown>;

/** The header of responses after which a retry may succeed. */
export const RETRY_AFTER = {
  description: "Seconds after which to call again.",
  schema: { type: "integer", format: "int32" },
};

/** What a response with any other status has. Generators make one type of all problems from it. */
export const DEFAULT_RESPONSE: Json = {
  description: "Any other problem, such as one that the gateway responds with by itself.",
  content: {
    "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } },
  },
};

/** The responses for these codes, by status. Each status has an example of every problem with it. */
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
