/** The middleware stack of the routes. */
export { http, type Route, type UseCase } from "./http/route.ts";
