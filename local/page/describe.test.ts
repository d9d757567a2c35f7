import { expect, test } from "vitest";
import { describe } from "./describe.ts";

const openapi = (scheme: string) => `
openapi: 3.1.0
servers: [{ url: https://api.example.com }]
paths: {}
components: { securitySchemes: { mtls: { type: mutualTLS }, cognito: ${scheme} } }
`;

test("the stack is the only server", () => {
  const { document } = describe(openapi("{ type: http, scheme: bearer }"), "http://127.0.0.1:4566/x");
  expect(document["servers"]).toEqual([
    { url: "http://127.0.0.1:4566/x", description: "The stack on this machine" },
  ]);
});

test.each([
  ["{ type: http, scheme: bearer }", { name: "cognito", prefix: "" }],
  ["{ type: apiKey, in: header, name: Authorization }", { name: "cognito", prefix: "Bearer " }],
  ["{ type: openIdConnect }", undefined],
])("a token is set for %s", (scheme, expected) => {
  expect(describe(openapi(scheme), "http://x").scheme).toEqual(expected);
});

test.each(["", "just words", "- a list", "a: [", "a: {}"])("%j is not a description", (text) => {
  expect(() => describe(text, "http://x")).toThrow();
});
