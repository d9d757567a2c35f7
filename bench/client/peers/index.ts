import { fileURLToPath } from "node:url";
import { Trouble } from "../../../tools/command/trouble.ts";
import { ensureGoTool } from "../../../tools/go/ensure-tool.ts";
import { nodeBinary } from "../../../tools/paths.ts";
import { ensureEnvironments, programOf } from "../../../tools/python/environments.ts";
import { startLines } from "./lines.ts";
import { environmentOf, type Peer, type Target } from "./peer.ts";
import { startRclone } from "./rclone.ts";
import { startS5cmd } from "./s5cmd.ts";

export const PEERS = ["boto3", "rclone", "s5cmd", "lib-storage"] as const;
export type PeerName = (typeof PEERS)[number];

export type StartPeer = (target: Target) => Promise<Peer>;

const moduleOf = (name: string): string => fileURLToPath(new URL(`../processes/${name}`, import.meta.url));

/** A program of this folder that runs in Node.js. */
const nodePeer =
  (name: string): StartPeer =>
  (target) =>
    startLines(name, [nodeBinary, moduleOf(`${name}.ts`), JSON.stringify(target)], target, {
      ...environmentOf(target),
    });

export const startOneStream: StartPeer = nodePeer("one-stream");

type Tools = { onLine: (line: string) => void; signal: AbortSignal };

/** Installs each peer, and returns how to start it. */
const INSTALL: Record<PeerName, (tools: Tools) => Promise<StartPeer>> = {
  boto3: async (tools) => {
    await ensureEnvironments(["transfer"], tools);
    const python = programOf("transfer", "python");
    return (target) => {
      const { endpoint, bucket, connections, partBytes } = target;
      const args = [endpoint, bucket, String(connections), String(partBytes)];
      return startLines(
        "boto3",
        [python, moduleOf("transfer_manager.py"), ...args],
        target,
        environmentOf(target),
      );
    };
  },
  rclone: async (tools) => {
    const program = await ensureGoTool("rclone", tools);
    return (target) => startRclone(program, target);
  },
  s5cmd: async (tools) => {
    const program = await ensureGoTool("s5cmd", tools);
    return async (target) => startS5cmd(program, target);
  },
  "lib-storage": async () => nodePeer("lib-storage"),
};

/** Installs the wanted peers. A peer that cannot be installed here is left out, with a line that has the reason. */
export const installPeers = async (
  wanted: readonly PeerName[],
  tools: Tools,
): Promise<Map<PeerName, StartPeer>> => {
  const installed = new Map<PeerName, StartPeer>();
  for (const name of wanted) {
    try {
      installed.set(name, await INSTALL[name](tools));
    } catch (error) {
      tools.signal.throwIfAborted();
      if (!(error instanceof Trouble)) throw error;
      tools.onLine(`${name} is left out, because it cannot be installed here: ${error.message}`);
    }
  }
  return installed;
};
