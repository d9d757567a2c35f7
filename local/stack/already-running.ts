import type { StackJson } from "./stack-json.ts";

/** What a second start prints, also one with another --port. */
export const alreadyRunning = ({ api_url }: Pick<StackJson, "api_url">): string =>
  `A stack is already running: ${api_url}
One clone runs one stack. For other options (--port, --allow-origin) end it first: npm run stop. Another clone runs its own stack, with another --port.`;
