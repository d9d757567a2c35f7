import { NoInput } from "@malote/core";
import { publicHttp } from "@malote/core/http";
import { env } from "@malote/core/runtime";
import { describeService } from "./describe-service.ts";

/** Seconds for which everybody may keep the response: browsers, apps and caches in between. */
const MAX_AGE = 3600;

/** GET /.well-known/malote: without a token */
export const handler = publicHttp(
  {
    from: "query",
    input: NoInput,
    respond: (body) => ({ status: 200, body, headers: { "Cache-Control": `public, max-age=${MAX_AGE}` } }),
  },
  describeService({
    region: env.region(),
    user_pool_id: env.userPoolId(),
    client_id: env.userPoolClientId(),
    endpoint_url: env.endpointUrl(),
    max_file_bytes: env.maxFileBytes(),
    min_part_bytes: env.minPartBytes(),
    allowed_types: env.allowedTypes(),
    denied_extensions: env.deniedExtensions(),
    self_sign_up: env.selfSignUp(),
  }),
);
