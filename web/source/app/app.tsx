import { loadConfig } from "../deployment/deployment.ts";
import { Trouble } from "../deployment/trouble.tsx";
import { Toasts } from "../parts/toasts.tsx";
import { currentSession } from "../session/current-session.ts";
import { endedSession } from "../session/ended-session.ts";
import { SessionEndedDialog } from "../session/session-ended-dialog.tsx";
import { SignedOut } from "../session/signed-out.tsx";
import { ErrorBoundary } from "./error-boundary.tsx";
import { useLoaded } from "./loaded.ts";
import { Shell } from "./shell.tsx";
import { SignedIn } from "./signed-in.tsx";
import { useStore } from "./store.ts";

/** The page: its deployment first, then who is signed in, then the view of the address. */
export const App = () => {
  const config = useLoaded(loadConfig, []);
  const session = useStore(currentSession);
  const ended = useStore(endedSession);
  return (
    <ErrorBoundary>
      {config.error !== undefined ? (
        <Shell>
          <Trouble error={config.error} retry={config.reload} />
        </Shell>
      ) : config.value === undefined ? (
        <Shell loading />
      ) : session === undefined ? (
        <SignedOut config={config.value} />
      ) : (
        <SignedIn config={config.value} session={session} />
      )}
      {ended && <SessionEndedDialog ended={ended} />}
      <Toasts />
    </ErrorBoundary>
  );
};
