import { pause } from "../../command/pause.ts";
import { Trouble } from "../../command/trouble.ts";

export interface DownloadOptions {
  accept?: string;
  authorization?: string | undefined;
  signal?: AbortSignal | undefined;
  /** Milliseconds before each further try. Default: two more tries, after 1 and 3 seconds. */
  delays?: readonly number[];
  /** Milliseconds without a byte after which a try has failed. Default: 30,000. */
  patience?: number;
}

export interface Downloaded {
  /** After redirects. */
  url: string;
  contentType: string;
  bytes: Uint8Array;
}

/**
 * Downloads a URL with retries. fetch follows redirects and sends `authorization` to no other origin.
 * @throws Trouble with the host and what to do, never with the URL, which may hold a secret; the signal's reason
 */
export const download = async (url: string, options: DownloadOptions = {}): Promise<Downloaded> => {
  const { delays = [1000, 3000], signal } = options;
  for (const delay of [...delays, undefined]) {
    const outcome = await attempt(url, options);
    if ("bytes" in outcome) return outcome;
    signal?.throwIfAborted();
    if (delay === undefined || !outcome.mayPass) throw new Trouble(`${outcome.fault} ${outcome.advice}`);
    await pause(delay, signal);
  }
  throw new Error("There is always a last attempt.");
};

type Failure = { mayPass: boolean; fault: string; advice: string };

const attempt = async (
  url: string,
  { accept = "*/*", authorization, signal, patience = 30_000 }: DownloadOptions,
): Promise<Downloaded | Failure> => {
  const { host } = new URL(url);
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), patience);
  try {
    const response = await fetch(url, {
      headers: { Accept: accept, ...(authorization && { Authorization: authorization }) },
      signal: AbortSignal.any(signal ? [signal, silence.signal] : [silence.signal]),
    });
    if (!response.ok) {
      await response.body?.cancel();
      return refused(new URL(response.url || url).host, response.status);
    }
    const chunks: Uint8Array[] = [];
    for await (const chunk of response.body ?? []) {
      timer.refresh();
      chunks.push(chunk);
    }
    const bytes = new Uint8Array(Buffer.concat(chunks));
    return { url: response.url, contentType: response.headers.get("content-type") ?? "", bytes };
  } catch (error) {
    const proxyStatus = proxyStatusOf(error);
    if (proxyStatus !== undefined) return refused("The proxy", proxyStatus);
    const reason = silence.signal.aborted ? `it sent nothing for ${patience / 1000} s` : reasonOf(error);
    return {
      mayPass: true,
      fault: `${host} could not be reached (${reason}).`,
      advice: `${ANOTHER_INDEX} HTTPS_PROXY and NODE_EXTRA_CA_CERTS are honoured.`,
    };
  } finally {
    clearTimeout(timer);
  }
};

const ANOTHER_INDEX =
  "Check the connection, or name a package index that this machine can reach: UV_DEFAULT_INDEX=https://….";

const refused = (who: string, status: number): Failure => {
  const fault = `${who} responded ${status}.`;
  if (status === 401 || status === 403 || status === 407)
    return {
      mayPass: false,
      fault,
      advice:
        "Put a user and a password or token that it accepts into the URL of the package index or proxy.",
    };
  return { mayPass: status >= 500 || status === 429 || status === 408, fault, advice: ANOTHER_INDEX };
};

/** The code of a network error, or else its name. fetch itself only reports "fetch failed". */
const reasonOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return (cause as NodeJS.ErrnoException).code ?? (cause instanceof Error ? cause.name : "unknown");
};

/** The status with which a proxy refused the tunnel to an https host. Node.js has it in the innermost message alone. */
const proxyStatusOf = (error: unknown): number | undefined => {
  if (!(error instanceof Error)) return undefined;
  const status = /^Proxy response \((\d+)\)/.exec(error.message)?.[1];
  return status === undefined ? proxyStatusOf(error.cause) : Number(status);
};
