import { readFileSync } from "node:fs";
import type { CORSRule } from "@aws-sdk/client-s3";
import { parse } from "yaml";

// CloudFormation's tags (!Ref, !Sub …) are ignored: the parser returns the value after the tag.
const template = parse(readFileSync("template.yaml", "utf8"), { logLevel: "error" }) as {
  Resources: { Bucket: { Properties: { CorsConfiguration: { CorsRules: TemplateRule[] } } } };
};
type TemplateRule = {
  AllowedMethods: string[];
  AllowedHeaders: string[];
  ExposedHeaders: string[];
  MaxAge: number;
};

/** The template's rules in the form of S3's API, with the origins of a deployment. */
export const rulesFor = (AllowedOrigins: string[]): CORSRule[] =>
  template.Resources.Bucket.Properties.CorsConfiguration.CorsRules.map(
    ({ AllowedMethods, AllowedHeaders, ExposedHeaders, MaxAge }) => ({
      AllowedOrigins,
      AllowedMethods,
      AllowedHeaders,
      ExposeHeaders: ExposedHeaders,
      MaxAgeSeconds: MaxAge,
    }),
  );
