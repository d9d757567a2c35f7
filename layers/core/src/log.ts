import { Logger } from "@aws-lambda-powertools/logger";

/** JSON lines, with the request id of each invocation once the handler adds its context. */
export const log = new Logger();
