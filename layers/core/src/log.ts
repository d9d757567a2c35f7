import { Logger } from "@aws-lambda-powertools/logger";

/** Writes JSON lines. A handler adds the request id of each invocation. */
export const log = new Logger();
