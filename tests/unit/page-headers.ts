import { property } from "./template.ts";

type Setting = Record<string, unknown>;
/** A part of a policy: its text, or a !Sub with variables, which is the text and the variables. */
type Directive =
  | string
  | [text: string, variables: Record<string, [condition: string, yes: string, no: string]>];

const { SecurityHeadersConfig, CustomHeadersConfig } = property<{
  SecurityHeadersConfig: Record<string, Setting> & {
    ContentSecurityPolicy: { ContentSecurityPolicy: [separator: string, directives: Directive[]] };
    StrictTransportSecurity: { AccessControlMaxAgeSec: number };
  };
  CustomHeadersConfig: { Items: { Header: string; Value: string }[] };
}>("PageHeaders", "ResponseHeadersPolicyConfig");

export const securityHeaders = SecurityHeadersConfig;

/** The headers whose values the template has as text. */
export const customHeaders = Object.fromEntries(
  CustomHeadersConfig.Items.map(({ Header, Value }) => [Header, Value]),
);

/** The policy of a stack in eu-west-1. `cloudFront`: with downloads through CloudFront. */
export const pagePolicy = ({ cloudFront = false } = {}): string => {
  const [separator, directives] = SecurityHeadersConfig.ContentSecurityPolicy.ContentSecurityPolicy;
  return directives
    .map((directive) => {
      if (typeof directive === "string") return directive;
      const [text, variables] = directive;
      return Object.entries(variables).reduce(
        (filled, [name, [, yes, no]]) => filled.replace(`\${${name}}`, cloudFront ? yes : no),
        text,
      );
    })
    .join(separator)
    .replaceAll(/\$\{AWS::(\w+)\}/g, (_, name) => (name === "Region" ? "eu-west-1" : "amazonaws.com"));
};
