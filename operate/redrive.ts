import { readArguments } from "../tools/command/arguments.ts";
import { runCommand } from "../tools/command/run-command.ts";
import { chooseQueues } from "./redrive/choose-queues.ts";
import { openQueues } from "./redrive/queues.ts";
import { redrive } from "./redrive/redrive.ts";

const HELP = `npm run redrive [-- --dry-run]

Sends the messages of the dead-letter queue back to the move queue, where each file gets another
five attempts. First mend the cause that brought the messages there: docs/operations.md. Messages
that the mover refuses return to the dead-letter queue. Sending a message twice does no harm.

  --dry-run      prints how many messages are in the dead-letter queue, and sends none

By default it uses the queues of the stack that npm start runs. For a stack on AWS, it uses the
credentials of the environment and these three options, which are outputs of the stack:
  --queue-url    MoveQueueUrl
  --dlq-url      MoveDeadLetterQueueUrl
  --region       such as eu-west-1

The exit code is 0 when all messages were sent, 1 with a message when some are left, and 2 when an
option is missing. If it is interrupted, start it again: it continues with the messages that are left.`;

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
