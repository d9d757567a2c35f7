import type { Config } from "../deployment/deployment.ts";
import { Button } from "../parts/button.tsx";
import { currentSession } from "./current-session.ts";
import { localSession } from "./local-session.ts";

export const SignInView = ({ config }: { config: Config }) => (
  <div class="centred">
    {config.accounts?.map((account) => (
      <Button
        key={account}
        look="primary"
        onClick={async () => currentSession.set(await localSession(account))}
      >
        {account}
      </Button>
    ))}
  </div>
);
