import { claimPort } from "../processes/port.ts";
import { startServer } from "./start-server.ts";

/** A fault of toxiproxy. Kinds and attributes: https://github.com/Shopify/toxiproxy#toxics */
export type Toxic = {
  type: "bandwidth" | "latency" | "limit_data" | "reset_peer" | "slow_close" | "timeout";
  /** "upstream" is what the client sends. */
  stream: "upstream" | "downstream";
  /** The share of connections that have this fault, 0 to 1. Default: all. */
  toxicity?: number;
  attributes: Record<string, number>;
};

export type ToxicProxy = {
  /** Where clients connect, such as 127.0.0.1:4711. */
  address: string;
  /** Replaces the faults. It affects the connections that begin afterwards, and also those that are open. */
  setToxics(toxics: readonly Toxic[]): Promise<void>;
};

export type Toxiproxy = {
  /** A proxy in front of `upstream`, such as 127.0.0.1:4711. */
  createProxy(name: string, upstream: string, toxics?: readonly Toxic[]): Promise<ToxicProxy>;
  stop(): Promise<void>;
};

/**
 * Starts toxiproxy, which forwards TCP connections and disturbs them on purpose. A bandwidth toxic limits each connection
 * by itself.
 */
export const startToxiproxy = async (program: string): Promise<Toxiproxy> => {
  const { port, stop } = await startServer("toxiproxy", async ({ port }) => ({
    command: [program, "-host", "127.0.0.1", "-port", String(port)],
    env: { LOG_LEVEL: "fatal" },
  }));
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`toxiproxy refused ${method} ${path}: ${text}`);
    return text && JSON.parse(text);
  };
  const createProxy = async (name: string, upstream: string, toxics: readonly Toxic[] = []) => {
    const address = `127.0.0.1:${await claimPort(0)}`;
    await call("POST", "/proxies", { name, listen: address, upstream, enabled: true });
    const setToxics = async (next: readonly Toxic[]) => {
      const present = (await call("GET", `/proxies/${name}/toxics`)) as { name: string }[];
      for (const toxic of present) await call("DELETE", `/proxies/${name}/toxics/${toxic.name}`);
      for (const [i, toxic] of next.entries())
        await call("POST", `/proxies/${name}/toxics`, { ...toxic, name: `${toxic.type}-${i}` });
    };
    await setToxics(toxics);
    return { address, setToxics };
  };
  return { createProxy, stop };
};
