import { readFileSync } from "node:fs";
import { parse } from "yaml";

export type Statement = { Effect: string; Action: string | string[]; Resource: string | string[] };

/** An !If: its condition, the statement, and no value. */
type OptionalStatement = [condition: string, then: Statement, otherwise: "AWS::NoValue"];

type Resource = {
  Type: string;
  Properties: {
    Role?: string;
    Events?: Record<
      string,
      { Type: string; Properties: { Method: string; Path: string; Auth?: { Authorizer?: string } } }
    >;
    Policies?: { PolicyDocument: { Statement: (Statement | OptionalStatement)[] } }[];
    AssumeRolePolicyDocument?: { Statement: { Principal: { Service?: string } }[] };
  };
};

// CloudFormation's tags (!Ref, !Sub …) are ignored: the parser returns the value after the tag.
const template = parse(readFileSync("template.yaml", "utf8"), { logLevel: "error" }) as {
  Resources: Record<string, Resource>;
};

const ofType = (type: string) => Object.entries(template.Resources).filter(([, { Type }]) => Type === type);

export type ApiRoute = { method: string; path: string };

/** Every route of the API that needs a token, such as { method: "POST", path: "/upload" }. */
export const ROUTES: ApiRoute[] = ofType("AWS::Serverless::Function").flatMap(([, { Properties }]) =>
  Object.values(Properties.Events ?? {})
    .filter(({ Type, Properties: { Auth } }) => Type === "Api" && Auth?.Authorizer !== "NONE")
    .map(({ Properties: { Method, Path } }) => ({ method: Method.toUpperCase(), path: Path })),
);

/** The functions, each with the logical id of its role: "MoverRole.Arn" is read as MoverRole. */
export const FUNCTION_ROLES: Record<string, string> = Object.fromEntries(
  ofType("AWS::Serverless::Function").map(([id, { Properties }]) => [
    id,
    String(Properties.Role ?? "").replace(/\.Arn$/, ""),
  ]),
);

const allStatementsOf = (role: string): (Statement | OptionalStatement)[] =>
  (template.Resources[role]?.Properties.Policies ?? []).flatMap(
    ({ PolicyDocument }) => PolicyDocument.Statement,
  );

/** The statements of every deployment. */
export const statementsOf = (role: string): Statement[] =>
  allStatementsOf(role).flatMap((statement) => (Array.isArray(statement) ? [] : statement));

/** The statements of a deployment in which `condition` is true. */
export const optionalStatementsOf = (role: string, condition: string): Statement[] =>
  allStatementsOf(role).flatMap((statement) =>
    Array.isArray(statement) && statement[0] === condition ? statement[1] : [],
  );
