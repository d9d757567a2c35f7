import { connect } from "malote";
import { useLoaded } from "../app/loaded.ts";
import { Shell } from "../app/shell.tsx";
import { type Config, ConfigMissing } from "../deployment/deployment.ts";
import { Trouble } from "../deployment/trouble.tsx";
import { type Pool, poolOf } from "./cognito/pool.ts";
import { currentSession } from "./current-session.ts";
import { restoreSession } from "./restore-session.ts";
import { SessionEnded } from "./session.ts";
import { SignInView } from "./sign-in-view.tsx";

/** Before a sign-in: first the kept session, and only without one the form. */
export const SignedOut = ({ config }: { config: Config }) => {
  const { value, error, reload } = useLoaded(() => begin(config), [config]);
  return (
    <Shell loading={value === undefined && error === undefined}>
      {error !== undefined ? (
        <Trouble error={error} retry={reload} />
      ) : (
        value && <SignInView config={config} {...value} />
      )}
    </Shell>
  );
};

export interface Beginning {
  pool: Pool;
  canSignUp: boolean;
  /** A session was kept, but it has ended. */
  hasEnded: boolean;
}

/** Undefined if there is nothing to show, because the kept session was restored. */
const begin = async (config: Config): Promise<Beginning | undefined> => {
  const description = await connect({ url: config.api_url, token: () => undefined }).describe();
  const pool = poolOf(description);
  if (!pool) throw new ConfigMissing("The service names no user pool.");
  const found = await restoreSession(pool).catch((error: unknown) => {
    if (error instanceof SessionEnded) return "ended";
    throw error;
  });
  if (typeof found === "object") {
    currentSession.set(found);
    return undefined;
  }
  return {
    pool,
    canSignUp: description.features?.includes("sign-up") ?? false,
    hasEnded: found === "ended",
  };
};
