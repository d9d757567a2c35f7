import { APIGatewayClient, GetStageCommand } from "@aws-sdk/client-api-gateway";
import { expect, inject, test } from "vitest";
import { functions, template } from "../unit/template.ts";
import { config } from "./cloud.ts";

// The emulator keeps the limits under the template's spelling of a path (~1 for /). It does not find them there for a
// request, and applies those of */*.
test("the deployed stage has a share of ApiRateLimit and of ApiBurstLimit for each route", async () => {
  const { api_id, stage } = inject("stack");
  const { methodSettings = {} } = await new APIGatewayClient(config).send(
    new GetStageCommand({ restApiId: api_id, stageName: stage }),
  );
  const limits = Object.fromEntries(
    Object.entries(methodSettings).map(([path, { throttlingRateLimit, throttlingBurstLimit }]) => [
      path.replaceAll("~1", "/").replace(/^\/\//, "/"),
      { rate: throttlingRateLimit, burst: throttlingBurstLimit },
    ]),
  );

  // samconfig.toml sets both to 400 for a local stack.
  const shares = template.Mappings.RouteShares["400"] ?? {};
  const limit = (share: string) => ({ rate: shares[share], burst: shares[share] });
  // Routes for anybody, and those of an optional part, have no share.
  const ofRoutes = functions.flatMap(({ routes, id, isPublic, condition }) =>
    routes.map((route) => {
      const [method, path] = route.split(" ");
      const own = condition === undefined ? limit(id) : { rate: 2, burst: 5 };
      return [`${path}/${method}`, isPublic ? { rate: 20, burst: 40 } : own];
    }),
  );
  expect(limits).toEqual({ "*/*": limit("Preflight"), ...Object.fromEntries(ofRoutes) });
});
