import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Pool } from "./cognito/pool.ts";
import { resendCode } from "./cognito/resend-code.ts";
import { signIn } from "./cognito/sign-in.ts";
import type { Step } from "./cognito/step.ts";
import type { Tokens } from "./cognito/tokens.ts";
import { ConfirmForm } from "./forms/confirm-form.tsx";
import { ForgotForm } from "./forms/forgot-form.tsx";
import { PasswordForm } from "./forms/password-form.tsx";
import { ResetForm } from "./forms/reset-form.tsx";
import { SignUpForm } from "./forms/sign-up-form.tsx";
import { CodeForm, FirstPasswordForm, TotpSetupForm } from "./forms/step-forms.tsx";

export interface SignInFlowProps {
  pool: Pool;
  /** The only person who may sign in here, who cannot choose to stay: they have chosen before. Default: anybody. */
  only?: string;
  /** Whether people may create an account. */
  canSignUp?: boolean;
  /** Above the first form: other ways to sign in. */
  before?: ComponentChildren;
  onDone(signedIn: { tokens: Tokens; username: string; stay: boolean }): void;
}

/** Which form is shown. A password is in here only while the person confirms their address, and never anywhere else. */
type Screen =
  | { name: "password"; username: string; isFirst: boolean }
  | { name: "step"; step: Exclude<Step, { next: "done" }>; username: string; stay: boolean }
  | { name: "forgot"; username: string }
  | { name: "reset"; username: string; destination: string }
  | { name: "sign-up" }
  | { name: "confirm"; username: string; password: string; stay: boolean; destination: string };

/** From the name and the password to tokens, with all that may be between. */
export const SignInFlow = ({ pool, only, canSignUp = false, before, onDone }: SignInFlowProps) => {
  const [screen, show] = useState<Screen>({ name: "password", username: only ?? "", isFirst: true });
  const back = (username: string) => () => show({ name: "password", username, isFirst: false });
  const follow = (step: Step, username: string, stay: boolean) => {
    if (step.next === "done") onDone({ tokens: step.tokens, username, stay });
    else show({ name: "step", step, username, stay });
  };
  const enter = async (username: string, password: string, stay = false) =>
    follow(await signIn(pool, username, password), username, stay);

  if (screen.name === "step") {
    const { step, username, stay } = screen;
    const props = { username, onBack: back(username), onStep: (next: Step) => follow(next, username, stay) };
    if (step.next === "new-password") return <FirstPasswordForm key={step.next} step={step} {...props} />;
    if (step.next === "code") return <CodeForm key={step.next} step={step} {...props} />;
    return <TotpSetupForm key={step.next} step={step} {...props} />;
  }
  if (screen.name === "forgot")
    return (
      <ForgotForm
        pool={pool}
        username={screen.username}
        onSent={(username, destination) => show({ name: "reset", username, destination })}
        onBack={back(screen.username)}
      />
    );
  if (screen.name === "reset")
    return (
      <ResetForm
        pool={pool}
        username={screen.username}
        destination={screen.destination}
        onDone={(password) => enter(screen.username, password)}
        onBack={back(screen.username)}
      />
    );
  if (screen.name === "sign-up")
    return (
      <SignUpForm
        pool={pool}
        onCreated={async (username, password, destination) => {
          if (destination === undefined) return enter(username, password);
          show({ name: "confirm", username, password, stay: false, destination });
        }}
        onBack={back("")}
      />
    );
  if (screen.name === "confirm")
    return (
      <ConfirmForm
        pool={pool}
        username={screen.username}
        destination={screen.destination}
        onDone={() => enter(screen.username, screen.password, screen.stay)}
        onBack={back(screen.username)}
      />
    );
  return (
    <>
      {before}
      <PasswordForm
        pool={pool}
        only={only}
        username={screen.username}
        asksStay={only === undefined}
        focus={!screen.isFirst || only !== undefined}
        onStep={follow}
        onUnconfirmed={async (username, password, stay) => {
          const destination = await resendCode(pool, username);
          show({ name: "confirm", username, password, stay, destination });
        }}
        onReset={(username) => show({ name: "reset", username, destination: "" })}
        onForgot={(username) => show({ name: "forgot", username })}
        onSignUp={canSignUp ? () => show({ name: "sign-up" }) : undefined}
      />
    </>
  );
};
