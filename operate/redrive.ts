import { readArguments } from "../tools/command/arguments.ts";
import { runCommand } from "../tools/command/run-command.ts";
import { chooseQueues } from "./redrive/choose-queues.ts";
import { openQueues } from "./redrive/queues.ts";
import { redrive } from "./redrive/redrive.ts";

const HELP = `npm run redrive [-- --dry-run]

Sends what is in the dead-letter queue back to the move queue, where each file gets another five
attempts. Mend first what brought the messages there: docs/operations.md. Messages that nobody can
obey come back to the dead-letter queue. Sending a message twice does no harm.

  --dry-run      says how many messages wait, and sends none

Without more it works on the stack that npm start runs. On AWS, with the credentials of the
environment and these three (outputs of the stack):
  --queue-url    MoveQueueUrl
  --dlq-url      MoveDeadLetterQueueUrl
  --region       such as eu-west-1

Ends with 0 when nothing that waited is left behind, with 1 and a sentence when something is, with 2
when it was not told enough. Cut off and started again, it goes on with what is left.`;

await runCommand(async () => {
  const { values } = readArguments("npm run redrive", {
    options: {
      help: { type: "boolean", default: false },
      "dry-run": { type: "boolean", default: false },
      "queue-url": { type: "string" },
      "dlq-url": { type: "string" },
      region: { type: "string" },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const chosen = await chooseQueues({
    queueUrl: values["queue-url"],
    dlqUrl: values["dlq-url"],
    region: values.region,
  });
  await redrive(await openQueues(chosen), { dryRun: values["dry-run"], print: (line) => console.log(line) });
  return 0;
});
