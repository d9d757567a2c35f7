import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { anIdToken } from "../session-token.fixture.ts";
import { poolOf } from "./pool.ts";
import { signIn } from "./sign-in.ts";
import type { Step } from "./step.ts";

// What the emulator cannot do is tried here on a Cognito that responds as AWS documents it. The library is the real one.

const pool = poolOf({ region: "eu-west-1", user_pool_id: "eu-west-1_Example", client_id: "1example" });
if (!pool) throw new Error("No pool.");

type Reply = { status?: number; body: object };
const AUTHENTICATED: Reply = {
  body: {
    AuthenticationResult: { IdToken: anIdToken(), AccessToken: anIdToken(), RefreshToken: "refresh-1" },
  },
};
const challenge = (ChallengeName: string, ChallengeParameters: object = {}): Reply => ({
  body: { ChallengeName, Session: `session of ${ChallengeName}`, ChallengeParameters },
});
const refused = (code: string, message: string): Reply => ({ status: 400, body: { __type: code, message } });
const SRP = challenge("PASSWORD_VERIFIER", {
  USER_ID_FOR_SRP: "sub-1",
  SRP_B: "abc123".repeat(20),
  SALT: "0123456789abcdef",
  SECRET_BLOCK: btoa("secret"),
});

let replies: Reply[] = [];
let sent: { operation: string; input: Record<string, unknown> }[] = [];

beforeEach(() => {
  sent = [];
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    expect(url).toBe("https://cognito-idp.eu-west-1.amazonaws.com/");
    const operation = new Headers(init.headers).get("X-Amz-Target")?.split(".")[1] ?? "";
    sent.push({ operation, input: JSON.parse(String(init.body)) });
    const { status = 200, body } = replies.shift() ?? refused("UnexpectedCall", operation);
    return new Response(JSON.stringify(body), { status });
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const PASSWORD = "Correct-horse-7";
const start = (...scripted: Reply[]): Promise<Step> => {
  replies = [SRP, ...scripted];
  return signIn(pool, "ana@example.com", PASSWORD);
};

/** The step, as the kind that the test expects. */
const expectStep = <Next extends Step["next"]>(step: Step, next: Next): Extract<Step, { next: Next }> => {
  expect(step.next).toBe(next);
  return step as Extract<Step, { next: Next }>;
};

describe("a sign-in by SRP", () => {
  it("never sends the password", async () => {
    const { tokens } = expectStep(await start(AUTHENTICATED), "done");
    expect(tokens).toEqual({ id: anIdToken(), access: anIdToken(), refresh: "refresh-1" });
    expect(sent.map(({ operation }) => operation)).toEqual(["InitiateAuth", "RespondToAuthChallenge"]);
    expect(sent[0]?.input).toMatchObject({ AuthFlow: "USER_SRP_AUTH", ClientId: "1example" });
    expect(JSON.stringify(sent)).not.toContain(PASSWORD);
  });

  it("asks for a new password, and then for a code, if Cognito does", async () => {
    const attributes = { userAttributes: "{}", requiredAttributes: "[]" };
    const first = expectStep(await start(challenge("NEW_PASSWORD_REQUIRED", attributes)), "new-password");
    replies = [challenge("SOFTWARE_TOKEN_MFA")];
    const second = expectStep(await first.answer("Another-horse-8"), "code");
    replies = [AUTHENTICATED];
    expectStep(await second.answer("123456"), "done");
    expect(sent.at(-1)?.input).toMatchObject({
      ChallengeName: "SOFTWARE_TOKEN_MFA",
      Session: "session of SOFTWARE_TOKEN_MFA",
      ChallengeResponses: { USERNAME: "sub-1", SOFTWARE_TOKEN_MFA_CODE: "123456" },
    });
  });

  it("takes another code after a wrong one", async () => {
    const step = expectStep(await start(challenge("SOFTWARE_TOKEN_MFA")), "code");
    replies = [refused("CodeMismatchException", "Invalid code received for user"), AUTHENTICATED];
    await expect(step.answer("000000")).rejects.toMatchObject({ code: "CodeMismatchException" });
    expectStep(await step.answer("123456"), "done");
  });

  it("sets an authenticator app up if the pool wants one", async () => {
    const MFA_SETUP = challenge("MFA_SETUP", { MFAS_CAN_SETUP: '["SOFTWARE_TOKEN_MFA"]' });
    const step = expectStep(
      await start(MFA_SETUP, { body: { SecretCode: "JBSWY3DPEHPK3PXP", Session: "session 2" } }),
      "totp-setup",
    );
    expect(step.secret).toBe("JBSWY3DPEHPK3PXP");
    replies = [{ body: { Status: "SUCCESS", Session: "session 3" } }, AUTHENTICATED];
    expectStep(await step.answer("123456"), "done");
    expect(sent.slice(-3).map(({ operation, input }) => [operation, input["Session"]])).toEqual([
      ["AssociateSoftwareToken", "session of MFA_SETUP"],
      ["VerifySoftwareToken", "session 2"],
      ["RespondToAuthChallenge", "session 3"],
    ]);
  });

  it("chooses the authenticator app where there are several ways", async () => {
    const choice = challenge("SELECT_MFA_TYPE", { MFAS_CAN_CHOOSE: '["SMS_MFA","SOFTWARE_TOKEN_MFA"]' });
    expectStep(await start(choice, challenge("SOFTWARE_TOKEN_MFA")), "code");
    expect(sent.at(-1)?.input).toMatchObject({ ChallengeResponses: { ANSWER: "SOFTWARE_TOKEN_MFA" } });
  });

  it.each(["SMS_MFA", "CUSTOM_CHALLENGE"])("refuses %s, which the page does not know", async (name) => {
    await expect(start(challenge(name))).rejects.toMatchObject({ code: "UnsupportedChallenge" });
  });

  it.each([
    "PasswordResetRequiredException",
    "UserNotConfirmedException",
    "NotAuthorizedException",
  ])("fails with %s", async (code) => {
    await expect(start(refused(code, "No."))).rejects.toMatchObject({ name: "CognitoError", code });
  });

  it("fails with NetworkError, which is temporary, without a response", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
    await expect(start()).rejects.toMatchObject({ code: "NetworkError", isTemporary: true });
  });
});
