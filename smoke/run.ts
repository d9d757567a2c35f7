import { openSource } from "../local/demo/source-file.ts";
import { readArguments } from "../tools/command/arguments.ts";
import { runCommand } from "../tools/command/run-command.ts";
import { step } from "../tools/command/step.ts";
import { Trouble } from "../tools/command/trouble.ts";
import { readAccess } from "./access.ts";
import { answersPreflights, refusesStrangers, startsEveryFunction } from "./from-outside.ts";
import { oneFile, withPicture } from "./one-file.ts";
import { routes } from "./routes.ts";
import { signIn } from "./sign-in.ts";

const HELP = `npm run smoke -- URL [FILE]

Whether a deployment works, from outside and with one account. URL is the stack's output ApiUrl.
  - every route refuses a request without a token, or with a forged one, by a 401 problem
  - every route answers a browser's preflight
  - the account signs in, and every function behind a route starts: its layer, its environment
  - one small picture (or FILE) is announced, sent, confirmed, followed, downloaded, compared, deleted
Ends with 0 when all of it holds, with 1 and a sentence about what does not, with 2 when it was not told enough.

  MALOTE_USERNAME, MALOTE_PASSWORD   the account; one of its own, with no second factor
  MALOTE_CLIENT_ID                   output UserPoolClientId
  MALOTE_USER_POOL_ID                output UserPoolId: signs in with SRP, as apps do
  MALOTE_REGION                      in place of the pool: sends the password as it is, where the app client takes it
  MALOTE_ID_TOKEN                    in place of all of these

For the URL of the stack that npm start runs none of them is needed.`;

const urlOf = (text: string): string => {
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol)) return text.replace(/\/+$/, "");
  throw new Trouble(`"${text}" is no URL; it looks like https://….execute-api.….amazonaws.com/dev`, {
    exitCode: 2,
  });
};

await runCommand(async () => {
  const { values, positionals } = readArguments("npm run smoke", {
    options: { help: { type: "boolean", default: false } },
    allowPositionals: true,
  });
  const [given, file, ...more] = positionals;
  if (values.help || given === undefined) {
    console.log(HELP);
    return values.help ? 0 : 2;
  }
  if (more.length > 0) throw new Trouble("The smoke test takes a URL and one file at most.", { exitCode: 2 });
  const url = urlOf(given);
  const access = await readAccess(url);
  const print = (line: string) => console.log(line);
  const all = routes();
  await step(print, `${all.length} routes refuse strangers`, () => refusesStrangers(url, all));
  await step(print, `${all.length} routes answer preflights`, () => answersPreflights(url, all));
  const token = await step(print, "Sign in", () => signIn(access));
  await step(print, `${all.length} routes have functions that start`, () =>
    startsEveryFunction(url, all, token),
  );
  const api = { url, token };
  if (file === undefined) await withPicture((source) => oneFile(api, source, print));
  else await oneFile(api, await openSource(file), print);
  print("The deployment works: the same bytes came back.");
  return 0;
});
