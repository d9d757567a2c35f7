import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { Trouble } from "../../tools/command/trouble.ts";
import type { Source } from "../emulator/source.ts";
import { STACK } from "./deploy.ts";

/** Reads the template's Outputs, with URLs that this machine can reach. */
export const readOutputs = async (source: Source) => {
  const { endpoint } = source;
  const cloudformation = new CloudFormationClient(source);
  const { Stacks = [] } = await cloudformation.send(new DescribeStacksCommand({ StackName: STACK }));
  cloudformation.destroy();
  const outputs = new Map(Stacks[0]?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  const output = (name: string): string => {
    const value = outputs.get(name);
    if (!value) throw new Trouble(`The deployed stack has no output ${name}.`);
    return value;
  };
  // https://<id>.execute-api.<region>.amazonaws.com/<stage>
  const stage = new URL(output("ApiUrl")).pathname.slice(1);
  const api_id = output("ApiId");
  return {
    stack_name: STACK,
    api_url: `${endpoint}/restapis/${api_id}/${stage}/_user_request_`,
    api_id,
    stage,
    user_pool_id: output("UserPoolId"),
    client_id: output("UserPoolClientId"),
    bucket: output("BucketName"),
    table: output("FilesTableName"),
    queue_url: atEndpoint(output("MoveQueueUrl"), endpoint),
    dlq_url: atEndpoint(output("MoveDeadLetterQueueUrl"), endpoint),
  };
};

/**
 * A queue's URL with the emulator's real address. The emulator returns URLs with "localhost", which some machines
 * resolve to ::1, but the emulator does not listen there.
 */
export const atEndpoint = (url: string, endpoint: string): string => endpoint + new URL(url).pathname;
