import { openSource } from "../local/demo/source-file.ts";
import { readArguments } from "../tools/command/arguments.ts";
import { interruption } from "../tools/command/interruption.ts";
import { runCommand } from "../tools/command/run-command.ts";
import { step } from "../tools/command/step.ts";
import { Trouble } from "../tools/command/trouble.ts";
import { readAccess, readOrigin } from "./access.ts";
import { acceptsChecksums, survivesLatePost } from "./checksums.ts";
import { publishesChanges } from "./events.ts";
import { limitsOf } from "./expected-limits.ts";
import {
  allowsPreflights,
  refusesAccessToken,
  refusesWithoutToken,
  startsEveryFunction,
} from "./from-outside.ts";
import { putInto, throughInbox } from "./inbox.ts";
import { hasLimits } from "./limits.ts";
import { oneFile, withPicture } from "./one-file.ts";
import { checkPage } from "./page/index.ts";
import { routes } from "./routes.ts";
import { signIn } from "./sign-in.ts";
import { isOperator } from "./token.ts";
import { sendsWebhook } from "./webhook.ts";

const HELP = `npm run smoke -- URL [FILE] [--config-env NAME] [--large] [--inbox BUCKET] [--events BUS] [--page PAGE] [--webhooks]

Checks that a deployment works, as a client with one account. URL is the stack's output ApiUrl.
  - every route but the open one refuses a request without a token, or with a forged token, with a 401 problem
  - every route responds to a browser's preflight, and refuses an access token
  - the account can sign in, and the function of every route starts, with its layer and its environment
  - one small picture (or FILE) is uploaded, confirmed, followed, downloaded, compared and deleted
  - another one, without a confirmation: S3's notification works
  - a POST with each checksum algorithm is completed, and S3 refuses one with another value
  - a second POST of the same form, after its file was completed, changes nothing
With --large, also a file over 512 MiB, which is copied in parts. It needs a MaxFileBytes over 536870912, and time to send it.
With --inbox, the stack's output BucketName, also a file that is written to the bucket of a stack with Inbox=true: as another
system writes it, with the AWS credentials and the region of the environment.
With --events, the stack's output StatusEventsBusName, also the events of a stack with PublishStatusEvents=true: a rule and a
queue, which are removed again, receive each change of a file. It needs AWS credentials, too (docs/operations.md).
With --config-env, an environment of samconfig.toml, also what was deployed:
  - the live functions have its limits: MaxFileBytes, AllowedTypes, DeniedExtensions, UploadExpirySeconds
With --page, the stack's output PageUrl, also the page of a stack with Page=true:
  - index.html, its assets and config.json are served, with their policies and other headers
  - nobody can list its bucket, plain HTTP leads to HTTPS, and the bucket of the files accepts uploads of the page
With --webhooks, also the routes of a stack with Webhooks=true: they exist, and refuse everybody but operators.
If the account is an operator, a webhook is sent to the deployment's own API, which refuses it.
The exit code is 0 when everything works, 1 with a message when something does not, 2 when a setting is missing.

  MALOTE_USERNAME, MALOTE_PASSWORD   the account; create one for this test, without a second factor
  MALOTE_CLIENT_ID                   output UserPoolClientId
  MALOTE_USER_POOL_ID                output UserPoolId: signs in with SRP, as apps do
  MALOTE_REGION                      instead of the pool: sends the password itself; the app client must allow that
  MALOTE_ID_TOKEN                    instead of all of these

For the stack that npm start runs, none of them is needed.`;

/** One byte over MULTIPART_THRESHOLD_BYTES of template.yaml. */
const LARGE_BYTES = 512 * 1024 ** 2 + 1;
const LARGE_WITHIN = 600_000;

const urlOf = (text: string): string => {
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol)) return text.replace(/\/+$/, "");
  throw new Trouble(`"${text}" is not a URL. It should look like https://….execute-api.….amazonaws.com/dev`, {
    exitCode: 2,
  });
};

await runCommand(async () => {
  const { values, positionals } = readArguments("npm run smoke", {
    options: {
      help: { type: "boolean", default: false },
      "config-env": { type: "string" },
      large: { type: "boolean", default: false },
      inbox: { type: "string" },
      events: { type: "string" },
      page: { type: "string" },
      webhooks: { type: "boolean", default: false },
    },
    allowPositionals: true,
  });
  const [given, file, ...more] = positionals;
  if (values.help || given === undefined) {
    console.log(HELP);
    return values.help ? 0 : 2;
  }
  if (more.length > 0) throw new Trouble("The smoke test accepts a URL and one file.", { exitCode: 2 });
  const url = urlOf(given);
  const page = values.page === undefined ? undefined : urlOf(values.page);
  const environment = values["config-env"];
  const limits = environment === undefined ? undefined : limitsOf(environment);
  const access = await readAccess(url);
  const origin = await readOrigin(url);
  const print = (line: string) => console.log(line);
  const all = routes(values.webhooks ? ["HasWebhooks"] : []);
  const closed = all.filter(({ open }) => !open);
  await step(print, `${closed.length} routes refuse a request without token`, () =>
    refusesWithoutToken(url, closed),
  );
  await step(print, `${all.length} routes respond to preflights`, () => allowsPreflights(url, all, origin));
  const { id: token, access: accessToken } = await step(print, "Sign in", () => signIn(access));
  if (accessToken !== undefined)
    await step(print, `${closed.length} routes refuse an access token`, () =>
      refusesAccessToken(url, closed, accessToken),
    );
  await step(print, `${all.length} routes have a function that starts`, () =>
    startsEveryFunction(url, all, token),
  );
  const api = { url, token };
  const isEmulator = new URL(url).hostname === "127.0.0.1";
  if (limits) await step(print, `The limits are those of ${environment}`, () => hasLimits(api, limits));
  print("A file that is confirmed:");
  if (file === undefined) await withPicture((source) => oneFile(api, source, print, { confirm: true }));
  else await oneFile(api, await openSource(file), print, { confirm: true });
  print("A file that is not confirmed, so that S3 must notify the service:");
  await withPicture((source) => oneFile(api, source, print, { confirm: false }));
  await step(print, "A POST with each checksum, and one with another value", () =>
    acceptsChecksums(api, { s3Checks: !isEmulator }),
  );
  await step(print, "A second POST after the completion", () => survivesLatePost(api));
  if (values.large) {
    print("A file over 512 MiB, which is copied in parts:");
    const options = { confirm: true, completedWithin: LARGE_WITHIN };
    await withPicture((source) => oneFile(api, source, print, options), LARGE_BYTES);
  }
  const { inbox, events } = values;
  if (inbox !== undefined)
    await step(print, "A file that arrives through S3 alone", () => throughInbox(api, putInto(inbox)));
  if (page !== undefined) await checkPage(page, url, print);
  // From here on, an interruption first removes what a step created.
  const signal = interruption(new Trouble("Interrupted.", { exitCode: 130 }));
  const sendFile = () => withPicture((source) => oneFile(api, source, () => {}, { confirm: true }));
  if (events !== undefined)
    await step(print, `Each change of a file arrives by ${events}`, () =>
      publishesChanges(api, { bus: events, sendFile, signal }),
    );
  if (values.webhooks && isOperator(token))
    await step(print, "A webhook is sent", () => sendsWebhook(api, { sendFile, signal }));
  else if (values.webhooks) print("No webhook is sent: the account is no operator.");
  print("The deployment works: the downloaded bytes are the same.");
  return 0;
});
