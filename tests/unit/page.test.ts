import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { contentSecurityPolicy, PAGE_HEADERS } from "../../local/page/served.ts";
import { webFile } from "../../local/page/web-files.ts";
import { exactPolicy } from "../../operate/page/exact-policy.ts";
import { faultOfHeader, parsePolicy } from "../../smoke/page/policy.ts";
import { customHeaders, pagePolicy, securityHeaders } from "./page-headers.ts";
import { property, template } from "./template.ts";

// The page's part of template.yaml. The emulator has no distribution, so that these are the only tests of most of it before
// a first deployment (npm run smoke -- URL --page PAGE).

const ofPage = Object.keys(template.Resources).filter((id) => id.startsWith("Page"));

test("the page is off by default, and all of its resources are", () => {
  expect(template.Parameters["Page"]?.Default).toBe("false");
  expect(ofPage).toEqual(["PageBucket", "PageBucketPolicy", "PageDistribution", "PageAccess", "PageHeaders"]);
  for (const id of ofPage) expect(template.Resources[id]?.Condition).toBe("HasPage");
  for (const id of ["PageUrl", "PageBucketName", "PageDistributionId"])
    expect(template.Outputs[id]).toMatchObject({ Condition: "HasPage" });
});

test("a local stack and the stacks of samconfig.toml have no page, unless somebody turns it on", () => {
  expect(readFileSync("samconfig.toml", "utf8")).not.toMatch(/\bPage=/);
});

test("a domain without its certificate, or without a page, is refused before anything changes", () => {
  const { RuleCondition, Assertions } = template.Rules["PageDomainNeedsItsCertificate"] ?? {};
  expect(RuleCondition).toEqual([["PageDomain", ""]]);
  expect(Assertions?.map(({ Assert }) => Assert)).toEqual([[["PageCertificate", ""]], ["Page", "true"]]);
});

describe("the bucket of the page", () => {
  type Statement = { Sid: string; Effect: string; Action: string; Resource: unknown; Condition: object };
  const { Statement } = property<{ Statement: Statement[] }>("PageBucketPolicy", "PolicyDocument");

  test("is private, and read by this distribution alone", () => {
    expect(Object.values(property<object>("PageBucket", "PublicAccessBlockConfiguration"))).toEqual(
      Array(4).fill(true),
    );
    const allowed = Statement.filter(({ Effect }) => Effect === "Allow");
    expect(allowed.map(({ Action }) => Action)).toEqual(["s3:GetObject", "s3:ListBucket"]);
    for (const { Condition } of allowed)
      expect(Condition).toEqual({
        StringEquals: {
          "aws:SourceArn":
            // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own syntax
            "arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${PageDistribution}",
        },
      });
  });

  test("does not send its events to the move queue: its name does not fit NotifyingBuckets", () => {
    const pattern = String(template.Parameters["NotifyingBuckets"]?.Default).replaceAll("*", ".*");
    expect("malote-prod-pagebucket-1k2j3h4g5f6d").not.toMatch(new RegExp(`^${pattern}$`));
  });
});

describe("the distribution", () => {
  type Behaviour = { ViewerProtocolPolicy: string; CachePolicyId: string; ResponseHeadersPolicyId: string };
  const config = property<{
    DefaultRootObject: string;
    DefaultCacheBehavior: Behaviour;
    CacheBehaviors: (Behaviour & { PathPattern: string })[];
    ViewerCertificate: [condition: string, own: object, default_: object];
    CustomErrorResponses?: unknown;
  }>("PageDistribution", "DistributionConfig");
  const behaviours = [config.DefaultCacheBehavior, ...config.CacheBehaviors];

  test("redirects plain HTTP, and gives every file the page's headers", () => {
    for (const behaviour of behaviours)
      expect(behaviour).toMatchObject({
        ViewerProtocolPolicy: "redirect-to-https",
        ResponseHeadersPolicyId: "PageHeaders",
      });
  });

  // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
  test("caches the assets, and nothing else", () => {
    expect(config.DefaultCacheBehavior.CachePolicyId).toBe("4135ea2d-6df8-44a3-9df3-4b5a84be39ad");
    expect(
      config.CacheBehaviors.map(({ PathPattern, CachePolicyId }) => [PathPattern, CachePolicyId]),
    ).toEqual([["assets/*", "658327ea-f89d-4fab-a63d-7e88639e58f6"]]);
  });

  test("serves index.html for / alone: another path that is no file is a 404", () => {
    expect(config.DefaultRootObject).toBe("index.html");
    expect(config.CustomErrorResponses).toBeUndefined();
  });

  test("accepts no TLS below 1.2 under a domain of its own", () => {
    expect(config.ViewerCertificate).toEqual([
      "HasPageDomain",
      {
        AcmCertificateArn: "PageCertificate",
        SslSupportMethod: "sni-only",
        MinimumProtocolVersion: "TLSv1.2_2021",
      },
      { CloudFrontDefaultCertificate: true },
    ]);
  });
});

describe("the headers", () => {
  test("have a policy without inline scripts, without eval and without workers of blobs", () => {
    const policy = parsePolicy(pagePolicy());
    expect(faultOfHeader(policy)).toBeUndefined();
    expect(pagePolicy()).not.toContain("unsafe");
    expect([...policy.keys()]).toEqual([
      "default-src",
      "script-src",
      "worker-src",
      "style-src",
      "img-src",
      "media-src",
      "connect-src",
      "manifest-src",
      "base-uri",
      "form-action",
      "frame-ancestors",
    ]);
  });

  test.each([false, true])("allow every host of the policy in index.html (CloudFront: %j)", (cloudFront) => {
    const wide = parsePolicy(pagePolicy({ cloudFront }));
    const exact = parsePolicy(
      exactPolicy({
        apiUrl: "https://a1b2c3.execute-api.eu-west-1.amazonaws.com/prod",
        bucket: "malote-bucket-1a2b",
        downloadDomain: cloudFront ? "d2.cloudfront.net" : undefined,
      }),
    );
    for (const [name, values] of exact)
      for (const value of values)
        expect(wide.get(name)).toContain(value.replace(/^https:\/\/(?!cognito-idp)[^.]+/, "https://*"));
    expect(pagePolicy({ cloudFront }).includes("cloudfront.net")).toBe(cloudFront);
  });

  // So the tests of the page, which run against the local stack, show what this policy refuses.
  test("are those of npm start, with the local stack as the only host", () => {
    const hosts = /^(https:\/\/|http:\/\/stack$)/;
    const withoutHosts = (text: string) =>
      Object.fromEntries(
        [...parsePolicy(text)].map(([name, values]) => [name, values.filter((value) => !hosts.test(value))]),
      );
    const local = contentSecurityPolicy("http://stack", webFile("/")?.policy ?? {});
    expect(withoutHosts(local)).toEqual(withoutHosts(pagePolicy()));
    expect(PAGE_HEADERS).toEqual(customHeaders);
  });

  // CloudFront's limit for the values of a response headers policy:
  // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html
  test("are short enough for CloudFront", () => {
    expect(pagePolicy({ cloudFront: true }).length).toBeLessThan(1783);
  });

  test("let the page use the camera, and no other page anything", () => {
    expect(customHeaders["Permissions-Policy"]).toMatch(
      /^camera=\(self\), microphone=\(self\), geolocation=\(\)/,
    );
    expect(customHeaders["Cross-Origin-Opener-Policy"]).toBe("same-origin");
    expect(securityHeaders.StrictTransportSecurity.AccessControlMaxAgeSec).toBeGreaterThanOrEqual(31_536_000);
    for (const name of ["ContentTypeOptions", "FrameOptions", "ReferrerPolicy", "StrictTransportSecurity"])
      expect(securityHeaders[name]).toMatchObject({ Override: true });
  });
});

test("the bucket of the files and the downloads accept the page's origin beside the others, and need no other", () => {
  const [cors] = property<{ CorsRules: { AllowedOrigins: unknown }[] }>(
    "Bucket",
    "CorsConfiguration",
  ).CorsRules;
  const { CorsConfig } = property<{ CorsConfig: { AccessControlAllowOrigins: { Items: unknown } } }>(
    "DownloadHeaders",
    "ResponseHeadersPolicyConfig",
  );
  // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own syntax
  const page = ["HasPageDomain", "https://${PageDomain}", "https://${PageDistribution.DomainName}"];
  expect(cors?.AllowedOrigins).toEqual([
    "AddsPageOrigin",
    [",", [",", [[",", "AllowedOrigins"], page]]],
    "AllowedOrigins",
  ]);
  expect(CorsConfig.AccessControlAllowOrigins.Items).toEqual(cors?.AllowedOrigins);
});
