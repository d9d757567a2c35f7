/** The middleware stack of the routes. */
export { isUnchanged } from "./http/etag.ts";
export { http, type RequestHeaders, type Route, type UseCase } from "./http/route.ts";
