import { Readable } from "node:stream";
import { HttpResponse } from "@smithy/core/protocols";
import type { Answer } from "./around-attempts.ts";
import type { Call, Service } from "./call.ts";
import { discard, type Plan } from "./plan.ts";
import { seeded } from "./random.ts";

/** How one attempt goes wrong. */
export type Fault = (call: Call, send: () => Promise<Answer>) => Promise<Answer>;

/** As the service says it over HTTP; an answer to HEAD has no body. */
const answers =
  (statusCode: number, type: string, body: string): Fault =>
  async ({ operation }) => ({
    response: new HttpResponse({
      statusCode,
      headers: { "content-type": type },
      body: Readable.from(operation.startsWith("Head") ? [] : [Buffer.from(body)]),
    }),
  });

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
export const s3Answers = (status: number, code: string): Fault =>
  answers(
    status,
    "application/xml",
    `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`,
  );

const dynamodbAnswers = (status: number, type: string): Fault =>
  answers(
    status,
    "application/x-amz-json-1.0",
    JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: type }),
  );

const sqsAnswers = (status: number, type: string): Fault =>
  answers(
    status,
    "application/x-amz-json-1.0",
    JSON.stringify({ __type: `com.amazonaws.sqs#${type}`, message: type }),
  );

const eventBridgeAnswers = (status: number, type: string): Fault =>
  answers(status, "application/x-amz-json-1.1", JSON.stringify({ __type: type, message: type }));

const kmsAnswers = eventBridgeAnswers;

const reset = () => Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });
const timeout = () => Object.assign(new Error("no answer in time"), { name: "TimeoutError" });

/** Nothing was sent, or nothing arrived. */
const unsent =
  (error: () => Error): Fault =>
  () =>
    Promise.reject(error());

/** It took effect, and nobody was told. */
const unheard =
  (error: () => Error): Fault =>
  async (_, send) => {
    discard(await send());
    throw error();
  };

const CONNECTION: Fault[] = [unsent(reset), unsent(timeout), unheard(reset), unheard(timeout)];

/** What each service's callers must live with. */
export const FAULTS: Record<Service, readonly [Fault, ...Fault[]]> = {
  S3: [
    s3Answers(503, "SlowDown"),
    s3Answers(503, "ServiceUnavailable"),
    s3Answers(500, "InternalError"),
    ...CONNECTION,
  ],
  DynamoDB: [
    dynamodbAnswers(400, "ProvisionedThroughputExceededException"),
    dynamodbAnswers(400, "ThrottlingException"),
    dynamodbAnswers(500, "InternalServerError"),
    ...CONNECTION,
  ],
  EventBridge: [
    eventBridgeAnswers(500, "InternalException"),
    eventBridgeAnswers(400, "ThrottlingException"),
    ...CONNECTION,
  ],
  KMS: [kmsAnswers(500, "KMSInternalException"), kmsAnswers(400, "ThrottlingException"), ...CONNECTION],
  SQS: [sqsAnswers(503, "ServiceUnavailable"), sqsAnswers(400, "RequestThrottled"), ...CONNECTION],
};

/**
 * A share of all attempts goes wrong, each in a way of its own. Which, and how, follows from the seed and from
 * the attempt's name (what is called, about which file, for the nth time), whatever else goes on at once.
 */
export const randomFaults = (seed: number, share: number) => {
  let on = true;
  const hit: Call[] = [];
  const plan: Plan = (call, send) => {
    const random = seeded(seed, call.name);
    if (!on || random.next() >= share) return send();
    hit.push(call);
    return random.one(FAULTS[call.service])(call, send);
  };
  return { plan, hit, stop: () => (on = false) };
};
