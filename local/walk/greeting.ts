import type { StackJson } from "../stack/index.ts";
import { curlWalk } from "./walk.ts";

/** What `npm start` prints once the stack is up. */
export const greeting = (stack: StackJson, stackFile: string, howToStop: string): string => `
Malote runs on this machine.

  API       ${stack.api_url}
  try it    ${stack.docs_url ?? "the page could not be started"}
  AWS       ${stack.endpoint_url} (S3, SQS, DynamoDB, Cognito; key "test", secret "test", ${stack.region})
  accounts  ${stack.demo.username} and ${stack.operator.username} (in operators); passwords: ${stackFile}
  logs      ${stack.logs}

  One file, there and back:  npm run demo -- FILE
  One function on a sample:  npm run invoke -- consult
  By hand, line by line in bash or zsh:

${curlWalk(stack)}

${howToStop}
`;
