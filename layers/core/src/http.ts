/** The middleware stack of the routes. */
export { isUnchanged } from "./http/etag.ts";
export { readInput } from "./http/input.ts";
export { problemOf, publicError } from "./http/problem.ts";
export { MAX_BODY_BYTES } from "./http/request-size.ts";
export {
  http,
  type PublicRoute,
  publicHttp,
  type RequestHeaders,
  type Route,
  type UseCase,
} from "./http/route.ts";
