/**
 * AWS's public prices for us-east-1, in dollars, without the free tier. `known` is the latest month for which the
 * price is known, or the year if the month is not. AWS changes prices, so read the source before you decide by a figure.
 */
export interface Price {
  service: string;
  /** Dollars for `per` units. */
  usd: number;
  per: number;
  unit: string;
  source: string;
  known: string;
}

const M = 1_000_000;

export const PRICES = {
  apiRequest: {
    service: "API Gateway",
    usd: 3.5,
    per: M,
    unit: "requests to a REST API",
    source: "https://aws.amazon.com/api-gateway/pricing/",
    known: "2026-06",
  },
  invocation: {
    service: "Lambda",
    usd: 0.2,
    per: M,
    unit: "invocations",
    source: "https://aws.amazon.com/lambda/pricing/",
    known: "2026-09",
  },
  gbSecond: {
    service: "Lambda",
    usd: 13.3334,
    per: M,
    unit: "GB-seconds, arm64",
    source: "https://aws.amazon.com/lambda/pricing/",
    known: "2026-09",
  },
  writeUnit: {
    service: "DynamoDB",
    usd: 0.625,
    per: M,
    unit: "write units, on demand",
    source: "https://aws.amazon.com/dynamodb/pricing/on-demand/",
    known: "2026-09",
  },
  readUnit: {
    service: "DynamoDB",
    usd: 0.125,
    per: M,
    unit: "read units, on demand",
    source: "https://aws.amazon.com/dynamodb/pricing/on-demand/",
    known: "2026-09",
  },
  s3Write: {
    service: "S3",
    usd: 0.005,
    per: 1000,
    unit: "PUT, COPY, POST or LIST requests",
    source: "https://aws.amazon.com/s3/pricing/",
    known: "2025",
  },
  s3Read: {
    service: "S3",
    usd: 0.0004,
    per: 1000,
    unit: "GET and all other requests (DELETE is free)",
    source: "https://aws.amazon.com/s3/pricing/",
    known: "2025",
  },
  storedGb: {
    service: "S3 storage",
    usd: 0.023,
    per: 1,
    unit: "GB-month, Standard",
    source: "https://aws.amazon.com/s3/pricing/",
    known: "2026-09",
  },
  transferredGb: {
    service: "data transfer",
    usd: 0.09,
    per: 1,
    unit: "GB out to the internet, the first 10 TB of a month",
    source: "https://aws.amazon.com/s3/pricing/",
    known: "2025",
  },
  cloudFrontGb: {
    service: "CloudFront",
    usd: 0.085,
    per: 1,
    unit: "GB out to the internet in the United States and Europe, the first 10 TB of a month",
    source: "https://aws.amazon.com/cloudfront/pricing/",
    known: "2025",
  },
  queueRequest: {
    service: "SQS",
    usd: 0.4,
    per: M,
    unit: "requests to a standard queue",
    source: "https://aws.amazon.com/sqs/pricing/",
    known: "2026-06",
  },
  customEvent: {
    service: "EventBridge",
    usd: 1,
    per: M,
    unit: "custom events, up to 64 KB each",
    source: "https://aws.amazon.com/eventbridge/pricing/",
    known: "2025",
  },
  loggedGb: {
    service: "logs",
    usd: 0.5,
    per: 1,
    unit: "GB of logs received by CloudWatch",
    source: "https://aws.amazon.com/cloudwatch/pricing/",
    known: "2026-06",
  },
  trace: {
    service: "X-Ray",
    usd: 5,
    per: M,
    unit: "traces recorded",
    source: "https://aws.amazon.com/xray/pricing/",
    known: "2025",
  },
  alarmMetric: {
    service: "alarms",
    usd: 0.1,
    per: 1,
    unit: "metric of an alarm, a month",
    source: "https://aws.amazon.com/cloudwatch/pricing/",
    known: "2026-02",
  },
  customMetric: {
    service: "metrics",
    usd: 0.3,
    per: 1,
    unit: "metric of our own, or of a method of the API, a month",
    source: "https://aws.amazon.com/cloudwatch/pricing/",
    known: "2026-02",
  },
  activeUser: {
    service: "Cognito",
    usd: 0.0055,
    per: 1,
    unit: "user who is active in a month (Lite), after the first 10,000",
    source: "https://aws.amazon.com/cognito/pricing/",
    known: "2025",
  },
  inspectedRequest: {
    service: "WAF",
    usd: 0.6,
    per: M,
    unit: "requests inspected (and 6 a month for a web ACL with one rule)",
    source: "https://aws.amazon.com/waf/pricing/",
    known: "2026-09",
  },
} as const satisfies Record<string, Price>;

export type PriceName = keyof typeof PRICES;

/** What something uses: units of each price. */
export type Uses = Partial<Record<PriceName, number>>;

/** Dollars for what is used, by service. */
export const dollarsByService = (uses: Uses): Map<string, number> => {
  const sums = new Map<string, number>();
  for (const [name, units] of Object.entries(uses) as [PriceName, number][]) {
    const { service, usd, per } = PRICES[name];
    sums.set(service, (sums.get(service) ?? 0) + (units * usd) / per);
  }
  return sums;
};

export const dollars = (uses: Uses): number =>
  [...dollarsByService(uses).values()].reduce((sum, part) => sum + part, 0);
