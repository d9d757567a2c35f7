import type { StackJson } from "../stack/index.ts";
import { curlWalk } from "./walk.ts";

/** What `npm start` prints once the stack is up. */
export const greeting = (stack: StackJson, stackFile: string, howToStop: string): string => `
Malote runs on this machine.

  page      ${stack.page_url ?? "the page could not be started"}
  API       ${stack.api_url}
  try it    ${stack.docs_url ?? "the page could not be started"}
  AWS       ${stack.endpoint_url} (S3, SQS, DynamoDB, Cognito, ${stack.region}; its key: ${stackFile})
  accounts  ${stack.demo.username}, ${stack.operator.username} (in operators) and ${stack.relay.username} (in relays); passwords: ${stackFile}
  logs      ${stack.logs}

  Upload and download a file:   npm run demo -- FILE
  Invoke one function:          npm run invoke -- consult
  Or paste these lines, one by one, into bash or zsh:

${curlWalk(stack)}

${howToStop}
`;
