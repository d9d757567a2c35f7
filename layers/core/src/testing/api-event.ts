import type { APIGatewayProxyEvent, Context } from "aws-lambda";
import { OWNER } from "./builders.ts";

export const REQUEST_ID = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef";

/** The claims of a Cognito ID token, as API Gateway's authorizer passes them on. Every value is a string. */
export const idTokenClaims = (overrides: Record<string, unknown> = {}): Record<string, unknown> => ({
  sub: OWNER,
  token_use: "id",
  email: "ana@example.com",
  ...overrides,
});

type EventParts = Partial<
  Pick<
    APIGatewayProxyEvent,
    | "body"
    | "headers"
    | "httpMethod"
    | "isBase64Encoded"
    | "multiValueQueryStringParameters"
    | "pathParameters"
    | "queryStringParameters"
    | "resource"
  >
> & { claims?: Record<string, unknown> | undefined };

/** A POST of JSON with a verified ID token, as the REST API passes it on. `claims: undefined` is a call without a token. */
export const anApiEvent = (parts: EventParts = {}): APIGatewayProxyEvent => {
  const { claims, ...event } = { claims: idTokenClaims(), ...parts };
  const { httpMethod = "POST", resource = "/upload" } = event;
  return {
    body: "{}",
    headers: { "Content-Type": "application/json", Authorization: "Bearer aaaa.bbbb.cccc" },
    multiValueHeaders: {},
    httpMethod,
    isBase64Encoded: false,
    path: resource,
    pathParameters: null,
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    stageVariables: null,
    resource,
    requestContext: {
      accountId: "123456789012",
      apiId: "a1b2c3d4e5",
      authorizer: claims && { claims },
      protocol: "HTTP/1.1",
      httpMethod,
      identity: {
        accessKey: null,
        accountId: null,
        apiKey: null,
        apiKeyId: null,
        caller: null,
        clientCert: null,
        cognitoAuthenticationProvider: null,
        cognitoAuthenticationType: null,
        cognitoIdentityId: null,
        cognitoIdentityPoolId: null,
        principalOrgId: null,
        sourceIp: "192.0.2.1",
        user: null,
        userAgent: null,
        userArn: null,
      },
      path: `/v1${resource}`,
      stage: "v1",
      requestId: REQUEST_ID,
      requestTimeEpoch: 1_795_262_400_000,
      resourceId: "r1",
      resourcePath: resource,
    },
    ...event,
  };
};

/** The invocation's context, with ten seconds left. */
export const aContext = (): Context => ({
  awsRequestId: "11111111-2222-4333-8444-555555555555",
  callbackWaitsForEmptyEventLoop: true,
  functionName: "upload",
  functionVersion: "$LATEST",
  invokedFunctionArn: "arn:aws:lambda:eu-west-1:123456789012:function:upload",
  logGroupName: "/aws/lambda/upload",
  logStreamName: "2026/11/21/[$LATEST]0",
  memoryLimitInMB: "256",
  getRemainingTimeInMillis: () => 10_000,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
});
