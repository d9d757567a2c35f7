import { finished, Readable, Writable } from "node:stream";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import type { Malote } from "../../types/connection.ts";
import type { Io } from "../io.ts";
import { openSession } from "../session/open-session.ts";
import type { Folders } from "./folders.ts";
import { mcpServer } from "./server.ts";

interface Served {
  folders: Folders;
  allowDelete: boolean;
  maxSize: number;
  profile: string | undefined;
  io: Io;
}

/** Serves one client, until it closes the standard input or the process is to end. Calls under way are then aborted. */
export const serve = async ({ profile, io, ...tools }: Served): Promise<void> => {
  const server = mcpServer({ ...tools, connection: connectionOf(profile, io) });
  const { promise: closed, resolve: onClosed } = Promise.withResolvers<void>();
  server.server.onclose = onClosed;
  // The message of an error about a form is all of its JSON.
  server.server.onerror = ({ name, message }) =>
    io.warn(`Not understood: ${name === "ZodError" ? "a message that is not of the protocol" : message}`);

  const stdin = io.stdin();
  const input = stdin instanceof Readable ? stdin : Readable.from(stdin);
  const output = new Writable({
    write: (bytes: Buffer, _, done) => void io.writeBytes(bytes).then(() => done(), done),
  });
  const close = () => void server.close();
  finished(input, { writable: false }, close);
  io.signal.addEventListener("abort", close, { once: true });

  await server.connect(new StdioServerTransport(input, output));
  if (io.signal.aborted) close();
  await closed;
  io.signal.removeEventListener("abort", close);
  // An open standard input would keep the process.
  input.destroy();
};

/**
 * The session is opened when a tool needs it first. If nobody is signed in, the tool reports what to do, and the next call
 * tries again: the person signs in, and the agent goes on.
 */
const connectionOf = (profile: string | undefined, io: Io): (() => Promise<Malote>) => {
  let opened: Promise<Malote> | undefined;
  return () => {
    opened ??= openSession({ profile, retries: 3 }, io).then(
      ({ malote }) => malote,
      (error: unknown) => {
        opened = undefined;
        throw error;
      },
    );
    return opened;
  };
};
