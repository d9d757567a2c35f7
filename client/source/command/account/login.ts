import { Option } from "commander";
import { checkProfileName, DEFAULT_PROFILE, LOCAL_PROFILE, profilesIn } from "../config/profiles.ts";
import { define } from "../define.ts";
import { type CommandError, EXIT, SignedOut, UsageError } from "../exit.ts";
import type { Io } from "../io.ts";
import { CognitoError } from "../session/cognito-error.ts";
import { unreachable } from "../session/current-token.ts";
import { passwordOf } from "../session/find-target.ts";
import { keptNow, tokenFile } from "../session/kept-tokens.ts";
import { poolAt } from "../session/open-session.ts";
import type { Pool } from "../session/pool.ts";
import { serviceUrl } from "../session/service-url.ts";
import { signIn } from "../session/sign-in.ts";
import { type Tokens, userOf } from "../session/tokens.ts";
import { stdinOf } from "../stdin-of.ts";
import { safeText } from "../text/text.ts";
import { answerSteps } from "./answer-steps.ts";

interface Options {
  username?: string;
  passwordStdin?: boolean;
}

export const login = define<Options>({
  usage: "login [url]",
  summary: "signs in to a service",
  details:
    "Signs in to the service at URL, and asks for what is missing: the URL, the name, the password, and what the user pool wants beside it (a new password, a code of an authenticator app). The password does not leave this machine (SRP). The tokens are kept in the config folder, readable for you alone, and renewed by themselves. The local stack of npm start needs no login.",
  examples: [
    ["malote login https://abc123.execute-api.eu-west-1.amazonaws.com/v1", "asks for name and password"],
    ["malote login --profile work", "a second service or account, for malote ls --profile work"],
    ["malote login https://… --username ci@example.com --password-stdin < password.txt", "asks nothing"],
  ],
  options: [
    new Option("--username <name>", "the name of the account. Default: MALOTE_USERNAME, or it is asked for"),
    new Option(
      "--password-stdin",
      "reads the password from the standard input. Default: MALOTE_PASSWORD, or it is asked for",
    ),
  ],
  run: async ({ args: [given], options, io }) => {
    const name = checkProfileName(options.profile ?? (io.env["MALOTE_PROFILE"] || DEFAULT_PROFILE));
    if (name === LOCAL_PROFILE)
      throw new UsageError(
        "The profile local is the local stack's, which needs no login. Choose another name.",
      );
    const profiles = profilesIn(io.configFolder);
    const before = await profiles.get(name);
    const url = serviceUrl(given ?? (io.env["MALOTE_URL"] || (await askFor("url", before?.url, io))));
    const pool = await poolAt(url);
    const known = before?.url === url ? before.username : undefined;
    const username = options.username ?? (io.env["MALOTE_USERNAME"] || (await askFor("username", known, io)));
    const tokens = await signInAs(pool, username, options.passwordStdin ?? false, io);
    await tokenFile(io.configFolder, name).write(keptNow(pool, tokens, io.now()));
    await profiles.set(name, { url, username });
    const user = userOf(tokens.id);
    if (options.json) io.print(JSON.stringify({ profile: name, url, username, user_id: user.id }));
    else io.print(`Signed in to ${url} as ${safeText(user.name)} (profile ${name}).`);
    return EXIT.ok;
  },
});

const QUESTIONS = {
  url: ["URL of the service:", "Name the URL of the service: malote login https://…"],
  username: ["User name or e-mail address:", "Name the account with --username or MALOTE_USERNAME."],
  password: [
    "Password:",
    "Give the password with --password-stdin, MALOTE_PASSWORD or MALOTE_PASSWORD_FILE.",
  ],
} as const;

const askFor = async (
  what: keyof typeof QUESTIONS,
  suggested: string | undefined,
  io: Io,
): Promise<string> => {
  const [question, advice] = QUESTIONS[what];
  if (!io.prompts) throw new UsageError(`Nobody can be asked: this is no terminal. ${advice}`);
  return what === "password" ? io.prompts.password(question) : io.prompts.text(question, suggested);
};

/** Passwords that are typed may be wrong three times. */
const ATTEMPTS = 3;

const signInAs = async (pool: Pool, username: string, fromStdin: boolean, io: Io): Promise<Tokens> => {
  const given = fromStdin ? await firstLine(stdinOf(io)) : passwordOf(io);
  for (let attempt = 1; ; attempt++) {
    const password = given || (await askFor("password", undefined, io));
    try {
      return await answerSteps(await signIn(pool, username, password), username, io.prompts);
    } catch (error) {
      if (!(error instanceof CognitoError)) throw error;
      if (error.isTemporary) throw unreachable(error);
      const isWrong = error.code === "NotAuthorizedException" || error.code === "UserNotFoundException";
      if (isWrong && !given && io.prompts && attempt < ATTEMPTS) {
        io.prompts.show(error.message);
        continue;
      }
      throw faultOf(error, username);
    }
  }
};

const faultOf = (error: CognitoError, username: string): CommandError => {
  const advice =
    error.code === "PasswordResetRequiredException"
      ? "Set a new password on the service's page first"
      : error.code === "UserNotConfirmedException"
        ? "Confirm the account on the service's page first"
        : error.message.replace(/\.$/, "");
  return new SignedOut(`${username} cannot sign in: ${advice} (${error.code}).`);
};

const firstLine = async (stdin: AsyncIterable<Uint8Array>): Promise<string> => {
  const pieces: Uint8Array[] = [];
  for await (const piece of stdin) pieces.push(piece);
  const [line = ""] = Buffer.concat(pieces).toString("utf8").split(/\r?\n/);
  if (line === "") throw new UsageError("The standard input has no password.");
  return line;
};
