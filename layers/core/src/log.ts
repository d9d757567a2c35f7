import { LogFormatter, Logger, LogItem } from "@aws-lambda-powertools/logger";
import type { LogAttributes, UnformattedAttributes } from "@aws-lambda-powertools/logger/types";

/**
 * Leaves out what is the same in every line of a function (its name, ARN and memory; the log group names the function), because
 * CloudWatch bills bytes. The id of the request finds the line in the access log.
 */
class ShortLines extends LogFormatter {
  formatAttributes(attributes: UnformattedAttributes, more: LogAttributes): LogItem {
    const { logLevel, message, timestamp, serviceName, lambdaContext } = attributes;
    return new LogItem({
      attributes: {
        level: logLevel,
        message,
        timestamp: this.formatTimestamp(timestamp),
        service: serviceName,
        ...(lambdaContext && { function_request_id: lambdaContext.awsRequestId }),
        ...(lambdaContext?.coldStart && { cold_start: true }),
      },
    }).addAttributes(more);
  }
}

/** Writes JSON lines. A handler adds the request id of each invocation. */
export const log = new Logger({ logFormatter: new ShortLines() });
