import { SQSClient } from "@aws-sdk/client-sqs";
import { sourceOf } from "../../local/stack/resources.ts";
import { readStackState } from "../../local/stack/running-stack.ts";
import { Trouble } from "../../tools/command/trouble.ts";
import { stateHome } from "../../tools/paths.ts";

export interface Wanted {
  queueUrl: string | undefined;
  dlqUrl: string | undefined;
  region: string | undefined;
}

export interface Chosen {
  client: SQSClient;
  queueUrl: string;
  dlqUrl: string;
}

/**
 * Returns the given queues, with the credentials of the environment. When none are given: the local stack's queues.
 * @throws Trouble (exit code 2) when only some options are given, Trouble (1) when none are given and no stack runs
 */
export const chooseQueues = async (
  { queueUrl, dlqUrl, region }: Wanted,
  readState: () => ReturnType<typeof readStackState> = () => readStackState(stateHome),
): Promise<Chosen> => {
  if (queueUrl !== undefined && dlqUrl !== undefined && region !== undefined)
    return { client: new SQSClient({ region }), queueUrl, dlqUrl };
  if (queueUrl !== undefined || dlqUrl !== undefined || region !== undefined)
    throw new Trouble(
      "Give all of --queue-url, --dlq-url and --region, or none of them: npm run redrive -- --help",
      {
        exitCode: 2,
      },
    );
  const found = await readState();
  if (found.state !== "running")
    throw new Trouble(
      "No local stack is running. Start one (npm start), or give the queues of a deployed stack: npm run redrive -- --help",
    );
  const { stack } = found;
  return { client: new SQSClient(sourceOf(stack)), queueUrl: stack.queue_url, dlqUrl: stack.dlq_url };
};
