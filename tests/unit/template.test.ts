import { readFileSync } from "node:fs";
import { CHECKSUM_ALGORITHMS, MAX_PARTS, partBytesFor } from "@malote/core";
import { marginOf } from "@malote/core/copies";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { gatewayProblems, problems } from "../../layers/core/openapi/problems.ts";
import { Problem } from "../../layers/core/src/contract/problem.ts";
import { functions, numberOf, property, template } from "./template.ts";
import { text } from "./workflows.ts";

type GatewayResponse = {
  StatusCode?: number;
  ResponseParameters: { Headers: Record<string, string> };
  ResponseTemplates: Record<string, string>;
};

test("preflights allow the API's own headers, and those that tracing libraries add to every request", () => {
  const { AllowHeaders } = property<{ AllowHeaders: string }>("Api", "Cors");
  const names = AllowHeaders.replaceAll("'", "").toLowerCase().split(",");
  for (const name of ["authorization", "content-type", "idempotency-key", "if-none-match"])
    expect(names).toContain(name);
  for (const name of ["traceparent", "tracestate", "baggage", "sentry-trace", "x-requested-with"])
    expect(names).toContain(name);
});

describe("the gateway's own responses", () => {
  const responses = Object.entries(property<Record<string, GatewayResponse>>("Api", "GatewayResponses"));

  test.each(responses)("%s is a problem with CORS headers", (_type, response) => {
    const { Headers } = response.ResponseParameters;
    expect(Headers["Content-Type"]).toBe("'application/problem+json'");
    expect(Headers["Access-Control-Allow-Origin"]).toBe("'*'");
    const body = JSON.parse(response.ResponseTemplates["application/json"] ?? "");
    expect(v.is(Problem, body)).toBe(true);
    expect(body).toMatchObject({
      type: `urn:malote:problem:${body.code}`,
      title: expect.stringMatching(/./),
      detail: expect.stringMatching(/./),
      instance: "$context.requestId",
    });
    expect(body.status).toBe(response.StatusCode);
  });

  test.each(
    responses,
  )("%s has the title of the functions' problem with the same code, and is documented", (_type, response) => {
    const { code, title } = JSON.parse(response.ResponseTemplates["application/json"] ?? "");
    const known = [...problems, ...gatewayProblems].find((problem) => problem.code === code);
    expect(title).toBe(known?.title);
    expect(readFileSync("docs/problems.md", "utf8")).toContain(`| \`${code}\` |`);
  });

  test("OpenApiVersion is set, because SAM creates a second stage without it", () => {
    expect(property("Api", "OpenApiVersion")).toMatch(/^3\./);
  });

  test.each(["THROTTLED", "QUOTA_EXCEEDED", "WAF_FILTERED"])("%s is a 429 with Retry-After", (type) => {
    const found = Object.fromEntries(responses)[type];
    expect(found?.StatusCode).toBe(429);
    expect(found?.ResponseParameters.Headers["Retry-After"]).toMatch(/^'\d+'$/);
  });
});

describe("throttling", () => {
  type Setting = {
    HttpMethod: string;
    ResourcePath: string;
    ThrottlingRateLimit: [map: string, row: string, share: string] | number;
    ThrottlingBurstLimit: [map: string, row: string, share: string] | number;
    MetricsEnabled: unknown;
  };
  /** An !If: its condition, the setting, and no value. */
  type OptionalSetting = [condition: string, setting: Setting, none: string];
  const [forAll, ...all] = property<(Setting | OptionalSetting)[]>("Api", "MethodSettings");
  const settings = all.flatMap((setting) => (Array.isArray(setting) ? [] : setting));
  const optional = all.flatMap((setting) => (Array.isArray(setting) ? [setting] : []));
  const { RouteShares } = template.Mappings;
  const withRoute = functions.flatMap(({ id, condition, route, isPublic }) =>
    route && condition === undefined ? [{ route, id, isPublic }] : [],
  );
  const routes = withRoute.flatMap(({ route, id, isPublic }) => (isPublic ? [] : [[route, id] as const]));
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-apigateway-stage-methodsetting.html
  const resourcePathOf = (route: string) => `/${route.split(" ")[1]?.replaceAll("/", "~1")}`;

  // API Gateway applies a limit to each method: without its own entry, each route would have the whole ApiRateLimit.
  test.each(routes)("%s has a share of its own", (route, id) => {
    expect(settings).toContainEqual({
      HttpMethod: route.split(" ")[0],
      ResourcePath: resourcePathOf(route),
      ThrottlingRateLimit: ["RouteShares", "ApiRateLimit", id],
      ThrottlingBurstLimit: ["RouteShares", "ApiBurstLimit", id],
      MetricsEnabled: ["HasMethodMetrics", true, false],
    });
  });

  test("has no settings of other routes", () => {
    expect(settings).toHaveLength(withRoute.length);
  });

  test("of the routes of a part that is off by default is fixed, and the settings go with that part", () => {
    const ofParts = functions.flatMap(({ condition, routes }) =>
      condition === undefined ? [] : routes.map((route) => [condition, route] as const),
    );
    expect(ofParts.length).toBeGreaterThan(0);
    expect(optional).toEqual(
      ofParts.map(([condition, route]) => [
        condition,
        {
          HttpMethod: route.split(" ")[0],
          ResourcePath: resourcePathOf(route),
          ThrottlingRateLimit: 2,
          ThrottlingBurstLimit: 5,
          MetricsEnabled: ["HasMethodMetrics", true, false],
        },
        "AWS::NoValue",
      ]),
    );
  });

  test("of the one route without a token is fixed, so that nobody without a token takes a share", () => {
    const open = withRoute.filter(({ isPublic }) => isPublic);
    expect(open.map(({ route }) => route)).toEqual(["GET /.well-known/malote"]);
    expect(settings).toContainEqual({
      HttpMethod: "GET",
      ResourcePath: "/~1.well-known~1malote",
      ThrottlingRateLimit: 20,
      ThrottlingBurstLimit: 40,
      MetricsEnabled: ["HasMethodMetrics", true, false],
    });
  });

  test("is not the only guard of a token: every handler but that of the open route reads the caller", () => {
    const open = functions.filter(({ folder }) =>
      readFileSync(`${folder}/handler.ts`, "utf8").includes("publicHttp("),
    );
    expect(open.map(({ id }) => id)).toEqual(
      functions.filter(({ isPublic }) => isPublic).map(({ id }) => id),
    );
  });

  test.each(Object.entries(RouteShares))("the shares of %s add up to it, and every route has one", (limit, {
    Preflight,
    ...shares
  }) => {
    expect(Object.keys(shares).toSorted()).toEqual(routes.map(([, id]) => id).toSorted());
    expect(Object.values(shares).reduce((sum, share) => sum + share, 0)).toBe(Number(limit));
    for (const share of [Preflight, ...Object.values(shares)]) {
      expect(share).toBeGreaterThanOrEqual(1);
      expect(Number.isInteger(share)).toBe(true);
    }
  });

  test("docs/configuration.md has the share of each route", () => {
    const rows = readFileSync("docs/configuration.md", "utf8").matchAll(
      /^\| (`[A-Z]+[ `].*) \| (\d+) %.*\|$/gm,
    );
    const documented = [...rows].flatMap(([, names = "", share]) =>
      [...names.matchAll(/`([^`]+)`/g)].map(([, name]) => [name, Number(share)]),
    );
    const shares = RouteShares["100"] ?? {};
    expect(new Map(documented as [string, number][])).toEqual(
      new Map([...routes.map(([route, id]) => [route, shares[id]]), ["OPTIONS", shares["Preflight"]]] as [
        string,
        number,
      ][]),
    );
  });

  test.each(["ApiRateLimit", "ApiBurstLimit"])("%s accepts exactly the rows", (name) => {
    const { AllowedValues = [], Default } = template.Parameters[name] ?? {};
    expect(AllowedValues.map(String)).toEqual(Object.keys(RouteShares));
    expect(AllowedValues).toContain(Default);
  });

  test("a preflight has the share of /consult-status, because a browser sends one for each file's URL there", () => {
    expect(forAll).toMatchObject({
      HttpMethod: "*",
      ResourcePath: "/*",
      ThrottlingRateLimit: ["RouteShares", "ApiRateLimit", "Preflight"],
      ThrottlingBurstLimit: ["RouteShares", "ApiBurstLimit", "Preflight"],
    });
    for (const { Preflight, Consult } of Object.values(RouteShares)) expect(Preflight).toBe(Consult);
  });
});

describe("the web ACL", () => {
  test("is off by default, and limits each address", () => {
    expect(template.Parameters["WebAcl"]?.Default).toBe("false");
    for (const name of ["WebAclForApi", "WebAclAssociation"])
      expect(template.Resources[name]?.Condition).toBe("HasWebAcl");
    expect(property("WebAclForApi", "Rules")).toEqual([
      expect.objectContaining({
        Action: { Block: {} },
        Statement: {
          RateBasedStatement: {
            AggregateKeyType: "IP",
            EvaluationWindowSec: 300,
            Limit: "WebAclRequestsPerAddress",
          },
        },
      }),
    ]);
  });

  test("is for the stage that is deployed", () => {
    expect(property("WebAclAssociation", "ResourceArn")).toBe(
      // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own syntax
      "arn:${AWS::Partition}:apigateway:${AWS::Region}::/restapis/${Api}/stages/${Api.Stage}",
    );
  });
});

describe("the move queue accepts S3's events", () => {
  type Statement = { Sid: string; Principal: unknown; Condition: Record<string, Record<string, string>> };
  const [notify] = property<{ Statement: Statement[] }>("MoveQueuePolicy", "PolicyDocument").Statement;

  test("only for this account, and only of buckets whose names fit", () => {
    expect(notify).toMatchObject({
      Sid: "BucketMayNotify",
      Principal: { Service: "s3.amazonaws.com" },
      Condition: {
        StringEquals: { "aws:SourceAccount": "AWS::AccountId" },
        // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own syntax
        ArnLike: { "aws:SourceArn": "arn:${AWS::Partition}:s3:::${NotifyingBuckets}" },
      },
    });
  });

  /** IAM's patterns: * is any text. */
  const fits = (pattern: string, name: string): boolean =>
    new RegExp(`^${pattern.replaceAll(".", "\\.").replaceAll("*", ".*")}$`).test(name);
  const anyStack = String(template.Parameters["NotifyingBuckets"]?.Default);

  test("from the bucket of a stack of any name, as CloudFormation names it", () => {
    // CloudFormation makes the name of a resource from the stack's name and the logical id.
    expect(template.Resources["Bucket"]?.Properties).not.toHaveProperty("BucketName");
    for (const name of ["malote-prod-bucket-1k2j3h4g5f6d", "upper-case-bucket-1k2j3h4g5f6d"])
      expect(fits(anyStack, name)).toBe(true);
    expect(fits(anyStack, "company-reports")).toBe(false);
  });

  test.each(["dev", "prod"])("in %s from the buckets of that stack alone", (environment) => {
    const section = readFileSync("samconfig.toml", "utf8").split(`[${environment}.deploy.parameters]`)[1];
    const [, stack] = /stack_name = "(.*)"/.exec(section ?? "") ?? [];
    const [, pattern = ""] = /NotifyingBuckets=(\S+)/.exec(section ?? "") ?? [];
    expect(pattern).toBe(`${stack}-bucket-*`);
    expect(pattern).toMatch(new RegExp(`^${template.Parameters["NotifyingBuckets"]?.AllowedPattern}$`));
    expect(fits(pattern, `${stack}-bucket-1k2j3h4g5f6d`)).toBe(true);
    expect(fits(pattern, "other-bucket-1k2j3h4g5f6d")).toBe(false);
  });
});

describe("values that depend on each other", () => {
  test("the queue delivers a message as often as the mover may claim a file", () => {
    const { maxReceiveCount } = property<{ maxReceiveCount: number }>("MoveQueue", "RedrivePolicy");
    for (const name of ["Mover", "Reconciler"]) {
      const { Variables } = property<{ Variables: Record<string, string> }>(name, "Environment");
      expect(Variables["MAX_ATTEMPTS"]).toBe(String(maxReceiveCount));
    }
  });

  test("a run of the reconciler ends before the next begins", () => {
    const { EveryFiveMinutes } = property<{
      EveryFiveMinutes: { Type: string; Properties: { Schedule: string } };
    }>("Reconciler", "Events");
    expect(EveryFiveMinutes).toEqual({ Type: "Schedule", Properties: { Schedule: "rate(5 minutes)" } });
    expect(numberOf("Reconciler", "Timeout")).toBeLessThan(300);
  });

  test("files count as stuck long after a presigned POST has ended", () => {
    const longest = template.Parameters["UploadExpirySeconds"]?.MaxValue ?? Number.POSITIVE_INFINITY;
    expect(numberOf("FilesAreStuck", "Threshold")).toBeGreaterThan(longest + 900);
  });

  test("a SHA256 is refused for exactly the files that are copied in parts", () => {
    const thresholdOf = (name: string) =>
      property<{ Variables: Record<string, string> }>(name, "Environment").Variables[
        "MULTIPART_THRESHOLD_BYTES"
      ];
    expect(thresholdOf("Upload")).toBe(thresholdOf("Mover"));
    expect(thresholdOf("UploadMany")).toBe(thresholdOf("Mover"));
  });

  test("every role has the permissions boundary of the deployment, if there is one", () => {
    const roles = Object.values(template.Resources).filter(({ Type }) => Type === "AWS::IAM::Role");
    expect(roles.length).toBeGreaterThan(10);
    for (const { Properties } of roles)
      expect(Properties?.["PermissionsBoundary"]).toEqual([
        "HasRoleBoundary",
        "RoleBoundary",
        "AWS::NoValue",
      ]);
  });

  test("the boundary of docs/operations.md allows what the roles are granted", () => {
    const [, policy = ""] = text("docs/operations.md").match(/--policy-document '(\{.+?\n\})'/s) ?? [];
    const allowed: string[] = JSON.parse(policy).Statement[0].Action;
    const granted = Object.values(template.Resources)
      .filter(({ Type }) => Type === "AWS::IAM::Role")
      .flatMap(
        ({ Properties }) =>
          JSON.stringify(Properties?.["Policies"] ?? []).match(/"[a-z0-9-]+:[A-Z]\w+"/g) ?? [],
      )
      .map((action) => JSON.parse(action) as string);
    expect(granted).toContain("dynamodb:UpdateItem");
    expect(granted.filter((action) => !allowed.includes(action) && !action.startsWith("logs:"))).toEqual([]);
  });

  test("a production that allows every origin is refused before it changes anything", () => {
    const { RuleCondition, Assertions } = template.Rules["ProductionNamesItsOrigins"] ?? {};
    expect(RuleCondition).toEqual(["Stage", "prod"]);
    expect(Assertions?.map(({ Assert }) => Assert)).toEqual([[{ "Fn::Contains": ["AllowedOrigins", "*"] }]]);
  });

  test("a deployment through CloudFront without the key pair is refused before it changes anything", () => {
    const { RuleCondition, Assertions } = template.Rules["CloudFrontNeedsItsKey"] ?? {};
    expect(RuleCondition).toEqual([["DownloadKeyGroup", ""]]);
    expect(Assertions?.map(({ Assert }) => Assert)).toEqual([
      [["DownloadKeyId", ""]],
      [["DownloadPrivateKey", ""]],
    ]);
  });

  test("/uploads has the environment and the role of /upload, because each entry is an upload", () => {
    expect(property("UploadMany", "Environment")).toEqual(property("Upload", "Environment"));
    const statementsOf = (role: string) =>
      property<{ PolicyDocument: { Statement: { Action: string[] }[] } }[]>(role, "Policies")
        .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
        .filter(({ Action }) => !Action.includes("logs:PutLogEvents"));
    expect(statementsOf("UploadManyRole")).toEqual(statementsOf("UploadRole"));
  });

  test("/.well-known/malote describes the limits of /upload", () => {
    const of = (name: string) =>
      property<{ Variables: Record<string, unknown> }>(name, "Environment").Variables;
    for (const name of ["MAX_FILE_BYTES", "ALLOWED_TYPES", "DENIED_EXTENSIONS", "USER_POOL_ID"])
      expect(of("WellKnown")[name]).toEqual(of("Upload")[name]);
  });

  test("the mover refuses the bytes of programs exactly if /upload refuses their extension", () => {
    const deniedBy = (name: string) =>
      property<{ Variables: Record<string, unknown> }>(name, "Environment").Variables["DENIED_EXTENSIONS"];
    expect(deniedBy("Mover")).toEqual(deniedBy("Upload"));
    expect(deniedBy("Upload")).toEqual([",", "DeniedExtensions"]);
  });

  // LanguageExtensions does not resolve Globals, so another value would publish no version (published-versions.test.ts).
  test("Lambda stops no function that sends messages to its own queue", () => {
    type Events = Record<string, { Properties: { Queue?: string } }>;
    const ofQueues = functions.filter(({ id }) => {
      const { Events = {}, Environment } = (template.Resources[id]?.Properties ?? {}) as {
        Events?: Events;
        Environment?: { Variables: Record<string, unknown> };
      };
      // The tag of !GetAtt is ignored: InboxQueue.Arn. That of !Ref, too: InboxQueue.
      const sources = Object.values(Events).flatMap(
        ({ Properties: { Queue } }) => Queue?.split(".")[0] ?? [],
      );
      return Object.values(Environment?.Variables ?? {}).some((value) => sources.includes(String(value)));
    });
    expect(ofQueues.map(({ id }) => id).toSorted()).toEqual(["InboxReceiver", "Mover", "WebhookDeliver"]);
    for (const { id } of ofQueues) expect([id, property(id, "RecursiveLoop")]).toEqual([id, "Allow"]);
  });

  test("no parameter reaches the functions through Globals", () => {
    const { DeploymentPreference, ...settings } = template.Globals.Function;
    const words = JSON.stringify(settings).match(/\w+/g) ?? [];
    expect(words.filter((word) => word in template.Parameters)).toEqual([]);
  });

  test("the denied extensions are extensions that a name can have, in order and once, and no web asset", () => {
    const denied = String(template.Parameters["DeniedExtensions"]?.Default).split(",");
    expect(denied.filter((extension) => !/^[a-z0-9-]{2,20}$/.test(extension))).toEqual([]);
    expect(denied).toEqual([...new Set(denied)].toSorted());
    const windows =
      "exe scr hta ps1 ps1xml bat cmd com pif msi msix vbs jse wsf lnk url scf reg cpl settingcontent-ms";
    const others = "jar jnlp apk desktop command appimage";
    expect(denied).toEqual(expect.arrayContaining(`${windows} ${others}`.split(" ")));
    for (const asset of ["js", "mjs", "html", "svg", "wasm", "sh"]) expect(denied).not.toContain(asset);
  });

  test("a web page may send parts, and reads what it needs to compare and to continue", () => {
    const { CorsRules } = property<{
      CorsRules: { AllowedMethods: string[]; ExposedHeaders: string[] }[];
    }>("Bucket", "CorsConfiguration");
    expect(CorsRules[0]?.AllowedMethods).toContain("PUT");
    const checksums = CHECKSUM_ALGORITHMS.map((algorithm) => `x-amz-checksum-${algorithm.toLowerCase()}`);
    expect(CorsRules[0]?.ExposedHeaders).toEqual(
      expect.arrayContaining([
        ...["ETag", "Content-Length", "Content-Range", "Content-Disposition", "Accept-Ranges"],
        ...checksums,
      ]),
    );
  });

  test("the parts of the largest file have a size and a number that S3 accepts", () => {
    const { Variables } = property<{ Variables: Record<string, string> }>("Mover", "Environment");
    const partBytes = Number(Variables["COPY_PART_BYTES"]);
    expect(partBytes).toBeGreaterThanOrEqual(5 * 1024 ** 2);
    // The largest part begins with half of an invocation left, or more.
    const maxPartBytes = Number(Variables["COPY_MAX_PART_BYTES"]);
    expect(maxPartBytes).toBeGreaterThan(partBytes);
    expect(marginOf(maxPartBytes)).toBeLessThan((numberOf("Mover", "Timeout") * 1000) / 2);
    expect(Number(Variables["MULTIPART_THRESHOLD_BYTES"])).toBeGreaterThanOrEqual(partBytes);
    const largest = template.Parameters["MaxFileBytes"]?.MaxValue ?? Number.POSITIVE_INFINITY;
    expect(largest).toBe(MAX_PARTS * 5 * 1024 ** 3);
    const upload = property<{ Variables: Record<string, string> }>("Upload", "Environment").Variables;
    const sizes = { minBytes: Number(upload["MIN_PART_BYTES"]), maxBytes: Number(upload["MAX_PART_BYTES"]) };
    expect(sizes).toEqual({ minBytes: 8 * 1024 ** 2, maxBytes: 64 * 1024 ** 2 });
    for (const length of [{ len: largest }, { max_len: largest }])
      expect(partBytesFor(length, sizes)).toBe(5 * 1024 ** 3);
  });
});

describe("new code, a little at a time", () => {
  type Metric = { MetricStat?: { Metric: { Dimensions: { Name: string; Value: string }[] } } };
  const alarms = ["UploadRoutesFail", "FileRoutesFail", "WorkersFail"];
  /** An item of a list may be an !If: its condition, the item, and no value. */
  const itemOf = <T>(item: T | [condition: string, item: T, none: string]): T =>
    Array.isArray(item) ? item[1] : item;
  const dimensionsOf = (alarm: string) =>
    property<(Metric | [string, Metric, string])[]>(alarm, "Metrics")
      .map(itemOf)
      .flatMap(({ MetricStat }) => (MetricStat ? [MetricStat.Metric.Dimensions] : []));

  test("one alarm counts the failures of every function's alias", () => {
    expect(alarms.flatMap(dimensionsOf)).toEqual(
      functions.map(({ id }) => [
        { Name: "FunctionName", Value: id },
        { Name: "Resource", Value: `\${${id}}:live` },
      ]),
    );
  });

  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-limits.html
  test.each(alarms)("%s has no more metrics than CloudWatch accepts", (alarm) => {
    expect(dimensionsOf(alarm).length).toBeLessThanOrEqual(10);
  });

  test("every alarm on the live functions and on the API can take it back", () => {
    const [condition, all, none] = template.Globals.Function.DeploymentPreference.Alarms;
    expect([condition, none]).toEqual(["DeploysGradually", []]);
    expect(all).toEqual([...alarms, "ApiFails"]);
  });

  test("lets CodeDeploy update exactly the functions' aliases", () => {
    const [policy] = property<
      {
        PolicyDocument: {
          Statement: { Action: string[]; Resource: (string | [string, string, string])[] }[];
        };
      }[]
    >("CodeDeployRole", "Policies");
    const shift = policy?.PolicyDocument.Statement.find(({ Action }) =>
      Action.includes("lambda:UpdateAlias"),
    );
    expect(shift?.Resource.map(itemOf)).toEqual(functions.map(({ id }) => `\${${id}.Arn}*`));
  });
});

describe("the user pool", () => {
  test("accepts an address in upper and lower case, and keeps the old one until a new one is verified", () => {
    expect(property("UserPool", "UsernameConfiguration")).toEqual({ CaseSensitive: false });
    expect(property("UserPool", "UserAttributeUpdateSettings")).toEqual({
      AttributesRequireVerificationBeforeUpdate: ["email"],
    });
    expect(property("UserPool", "AutoVerifiedAttributes")).toEqual(["email"]);
  });

  // https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-sign-in-feature-plans.html
  test("uses nothing that the plan Lite does not have", () => {
    expect(property("UserPool", "UserPoolTier")).toBe("LITE");
    expect(property("UserPool", "EnabledMfas")).toEqual(["SOFTWARE_TOKEN_MFA"]);
    const { Properties = {} } = template.Resources["UserPool"] ?? {};
    for (const name of ["UserPoolAddOns", "LambdaConfig", "WebAuthnRelyingPartyID"])
      expect(Properties).not.toHaveProperty(name);
    expect(Properties["Policies"]).not.toHaveProperty("SignInPolicy");
    expect(Properties["Policies"]).not.toHaveProperty("PasswordPolicy.PasswordHistorySize");
    expect(property<string[]>("AppClient", "ExplicitAuthFlows")).not.toContain("ALLOW_USER_AUTH");
  });

  test("sends its mails with SES only if it has an identity, which needs a sender", () => {
    const [condition, ses, otherwise] = property<unknown[]>("UserPool", "EmailConfiguration");
    expect([condition, otherwise]).toEqual(["HasMailIdentity", "AWS::NoValue"]);
    expect(ses).toEqual({ EmailSendingAccount: "DEVELOPER", SourceArn: "MailIdentity", From: "MailFrom" });
    const { RuleCondition, Assertions } = template.Rules["MailIdentityNeedsItsSender"] ?? {};
    expect(RuleCondition).toEqual([["MailIdentity", ""]]);
    expect(Assertions?.map(({ Assert }) => Assert)).toEqual([[["MailFrom", ""]]]);
    const senders = new RegExp(`^(${template.Parameters["MailFrom"]?.AllowedPattern})$`);
    for (const sender of ["no-reply@example.com", "Malote <no-reply@example.com>"])
      expect(sender).toMatch(senders);
    expect("Malote").not.toMatch(senders);
  });
});

describe("a stack without its optional parts", () => {
  // CloudFormation does not create a resource that depends on one that is not created.
  test("has every resource: none depends on a resource that has another condition", () => {
    const dependencies = Object.entries(template.Resources).flatMap(([id, { DependsOn = [], Condition }]) =>
      [DependsOn].flat().map((on) => [id, Condition, on, template.Resources[on]?.Condition] as const),
    );
    expect(dependencies.filter(([, own, , needed]) => needed !== undefined && needed !== own)).toEqual([]);
  });

  test("has a stage that waits for the account's log role only if the stack sets the role", () => {
    expect(property("Api", "Variables")).toEqual({
      LogRole: ["SetsApiGatewayLogRole", "ApiGatewayAccount", "existing"],
    });
  });
});

describe("a stack that can be replaced and deleted", () => {
  // A retained bucket without its policy would accept plain HTTP.
  test.each(["Bucket", "BucketPolicy", "Files", "UserPool"])("%s is retained", (name) => {
    expect(template.Resources[name]).toMatchObject({
      DeletionPolicy: "RetainExceptOnCreate",
      UpdateReplacePolicy: "Retain",
    });
  });

  // A first deploy that fails must delete what it created.
  test("table and user pool are protected only if somebody turns it on", () => {
    expect(template.Parameters["DeletionProtection"]?.Default).toBe("false");
    expect(property("UserPool", "DeletionProtection")).toEqual(["IsProtected", "ACTIVE", "INACTIVE"]);
    expect(property("Files", "DeletionProtectionEnabled")).toEqual(["IsProtected", true, false]);
    expect(text("samconfig.toml")).not.toMatch(/\[local\.[^[]*DeletionProtection/);
  });

  test("no resource has a fixed name", () => {
    const named = Object.entries(template.Resources).flatMap(([logicalId, { Properties = {} }]) =>
      ["FunctionName", "BucketName", "TableName", "QueueName", "RoleName", "UserPoolName", "LogGroupName"]
        .filter((name) => name in Properties)
        .map((name) => `${logicalId}.${name}`),
    );
    expect(named).toEqual([]);
  });

  test("every parameter and output has a description", () => {
    for (const { Description } of [...Object.values(template.Parameters), ...Object.values(template.Outputs)])
      expect(Description).toMatch(/\w{3}.*\.$|such as/);
  });
});
