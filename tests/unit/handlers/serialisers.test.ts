import { basename } from "node:path";
import { ListUsersCommand } from "@aws-sdk/client-cognito-identity-provider";
import { CreateMultipartUploadCommand } from "@aws-sdk/client-s3";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { functions } from "../template.ts";
import { call, cognito, dynamodb, respondToAll, s3, sample, sqs } from "./lambda.fixture.ts";

// What serialisers make of a valid request: every route treats it as the request itself.

type Sample = {
  body: string | null;
  headers: Record<string, string>;
  queryStringParameters: Record<string, string> | null;
  multiValueQueryStringParameters: Record<string, string[]> | null;
  pathParameters: Record<string, string> | null;
  requestContext: { authorizer?: { claims: Record<string, string> } };
};

const ROUTES = functions.filter(({ route }) => route).map(({ folder }) => basename(folder));
const USER = "7a1b2c3d-4e5f-4061-8a9b-0c1d2e3f4a5b";

beforeEach(() => {
  respondToAll();
  s3.on(CreateMultipartUploadCommand).resolves({ UploadId: "upload-1", ChecksumType: "FULL_OBJECT" });
  cognito.on(ListUsersCommand).resolves({ Users: [{ Attributes: [{ Name: "sub", Value: USER }] }] });
  vi.useFakeTimers({ now: new Date("2026-11-21T12:00:00.000Z"), toFake: ["Date"] });
});

/** The sample of a route. Files are announced on behalf of a user, with a key, so that their ids are the same each time. */
const sampleOf = (route: string): Sample => {
  const event = sample(route) as Sample;
  if (!route.startsWith("upload") || route === "upload-parts") return event;
  const body = JSON.parse(event.body ?? "");
  const announced = body.files
    ? { files: body.files.map((entry: object) => ({ ...entry, on_behalf_of: USER })) }
    : { ...body, on_behalf_of: USER };
  const claims = { ...event.requestContext.authorizer?.claims, "cognito:groups": "relays" };
  return {
    ...event,
    body: JSON.stringify(announced),
    headers: { ...event.headers, "Idempotency-Key": "9f1c" },
    requestContext: { ...event.requestContext, authorizer: { claims } },
  };
};

/** The response, and what the route sent to AWS. A user is looked up once only, so that is left out. */
const outcomeOf = async (route: string, event: Sample) => {
  for (const mock of [dynamodb, s3, sqs]) mock.resetHistory();
  const { statusCode, body } = await call(route, event);
  const calls = [dynamodb, s3, sqs].flatMap((mock) =>
    mock.calls().map(({ args: [command] }) => [command.constructor.name, command.input]),
  );
  const outcome = { statusCode, body, calls };
  return route === "webhooks" ? withoutRandom(outcome) : outcome;
};

/** A new webhook has another id and another secret each time. */
const withoutRandom = <O>(outcome: O): O =>
  JSON.parse(
    JSON.stringify(outcome)
      .replaceAll(/(webhook_id\W+)[0-9a-f-]{36}/g, "$1id")
      .replaceAll(/whsec_[\w+/=]+/g, "secret"),
  );

const IDS = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const inUpperCase = <V>(value: V): V =>
  JSON.parse(JSON.stringify(value).replace(IDS, (id) => id.toUpperCase()));

describe.each(ROUTES)("%s", (route) => {
  it("reads UUIDs in upper case as those in lower case: the same calls, the same response", async () => {
    const event = sampleOf(route);
    const { body, queryStringParameters, multiValueQueryStringParameters, pathParameters } = event;
    const parts = { body, queryStringParameters, multiValueQueryStringParameters, pathParameters };
    const upper = inUpperCase(parts);
    const outcome = await outcomeOf(route, { ...event, ...upper });

    expect(outcome.statusCode).toBeLessThan(300);
    expect(outcome).toEqual(await outcomeOf(route, event));
    if (route === "upload" || route === "upload-many")
      expect(JSON.stringify(outcome.calls)).toContain(`"owner":"${USER}"`);
    // Only these have no id in their request.
    const hasId = JSON.stringify(upper) !== JSON.stringify(parts);
    expect(hasId).toBe(!["list", "operations", "well-known"].includes(route));
  });
});

describe.each(ROUTES.filter((route) => sampleOf(route).body))("%s, which has a body,", (route) => {
  const OPTIONAL: Record<string, string[]> = {
    webhooks: ["description"],
    upload: ["multipart", "max_len", "path", "tags"],
    "upload-parts": ["list", "cursor"],
    confirm: ["checksum", "len"],
    update: ["details"],
  };

  const withNulls = (body: string): string => {
    const members = JSON.parse(body);
    const add = (to: Record<string, unknown>, names: string[] = []) => ({
      ...Object.fromEntries(names.map((name) => [name, null])),
      ...to,
    });
    return JSON.stringify(
      members.files
        ? { files: members.files.map((entry: Record<string, unknown>) => add(entry, OPTIONAL["upload"])) }
        : add(members, OPTIONAL[route]),
    );
  };

  it("reads null in an optional member as its absence", async () => {
    const event = sampleOf(route);
    const { details: _, ...members } = JSON.parse(event.body ?? "");
    const without = JSON.stringify(members);
    const body = withNulls(without);
    expect(body).toContain("null");

    await expect(outcomeOf(route, { ...event, body })).resolves.toEqual(
      await outcomeOf(route, { ...event, body: without }),
    );
  });

  it("skips a byte order mark, and reads a Content-Type with white space and parameters", async () => {
    const event = sampleOf(route);
    const given = {
      ...event,
      body: `\ufeff${event.body}`,
      headers: { ...event.headers, "Content-Type": "APPLICATION/json ; charset=UTF-8" },
    };

    await expect(outcomeOf(route, given)).resolves.toEqual(await outcomeOf(route, event));
  });

  it.each([
    ["is not UTF-8", { body: "{\ufffd}" }, 400, "not UTF-8"],
    ["is compressed", { body: "\x1f\ufffd\b" }, 415, "compressed (gzip)"],
  ])("refuses a body that %s without a call to AWS", async (_, given, status, detail) => {
    const { statusCode, body, calls } = await outcomeOf(route, { ...sampleOf(route), ...given });

    expect([statusCode, JSON.parse(body).detail, calls]).toEqual([
      status,
      expect.stringContaining(detail),
      [],
    ]);
  });
});

it.each([
  ["consult", "colour"],
  ["list", "limit"],
  ["list", "status"],
  ["list", "path"],
  ["list", "name"],
  ["list", "cursor"],
  ["remove", "reason"],
])("%s refuses a query with %s sent twice, without a call to AWS", async (route, name) => {
  const event = sampleOf(route);
  const given = {
    queryStringParameters: { ...event.queryStringParameters, [name]: "5" },
    multiValueQueryStringParameters: { ...event.multiValueQueryStringParameters, [name]: ["5", "5"] },
  };

  const { statusCode, body, calls } = await outcomeOf(route, { ...event, ...given });

  expect([statusCode, calls]).toEqual([400, []]);
  expect(JSON.parse(body).errors.map(({ pointer }: { pointer: string }) => pointer)).toContain(`#/${name}`);
});

describe("half a surrogate pair, which JSON can write as an escape, is a 400 in", () => {
  const half = "\ud83d";
  const upload = { file_name: "a.jpg", extension: ".jpg", len: 1, type: "image/jpeg" };
  const file_id = USER;

  it.each([
    ["upload", "file_name", { ...upload, file_name: `${half}.jpg` }],
    ["upload", "path", { ...upload, path: half }],
    ["upload", "tags", { ...upload, tags: { album: half } }],
    ["update", "details", { file_id, status: "error", details: half }],
  ])("%s: %s", async (route, member, members) => {
    const { statusCode, body, calls } = await outcomeOf(route, {
      ...(sample(route) as Sample),
      body: JSON.stringify(members),
    });

    expect([statusCode, JSON.parse(body).errors, calls]).toEqual([
      400,
      [{ pointer: `#/${member}`, detail: expect.stringContaining("half a surrogate pair") }],
      [],
    ]);
  });

  it("and so is a reason in a query that is not UTF-8", async () => {
    const event = sampleOf("remove");

    const { statusCode, body } = await outcomeOf("remove", {
      ...event,
      queryStringParameters: { reason: "Jos\ufffd" },
    });

    expect([statusCode, JSON.parse(body).errors]).toEqual([
      400,
      [{ pointer: "#/reason", detail: "reason has the character U+FFFD; encode it as UTF-8." }],
    ]);
  });
});
