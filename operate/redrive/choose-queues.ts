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
 * The queues that were named, with the credentials of the environment, or those of the local stack.
 * @throws Trouble (2) where only some were named, Trouble (1) where none were and no stack runs
 */
export const chooseQueues = async (
  { queueUrl, dlqUrl, region }: Wanted,
  look: () => ReturnType<typeof readStackState> = () => readStackState(stateHome),
): Promise<Chosen> => {
  if (queueUrl !== undefined && dlqUrl !== undefined && region !== undefined)
    return { client: new SQSClient({ region }), queueUrl, dlqUrl };
  if (queueUrl !== undefined || dlqUrl !== undefined || region !== undefined)
    throw new Trouble("--queue-url, --dlq-url and --region go together: npm run redrive -- --help", {
      exitCode: 2,
    });
  const found = await look();
  if (found.state !== "running")
    throw new Trouble(
      "No local stack is running. Start one (npm start), or name the queues of a deployed one: npm run redrive -- --help",
    );
  const { stack } = found;
  return { client: new SQSClient(sourceOf(stack)), queueUrl: stack.queue_url, dlqUrl: stack.dlq_url };
};
