import { connect, createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { Trouble } from "../command/trouble.ts";

const LOOPBACK = "127.0.0.1";

/** Whether a server accepts connections there within `timeout` milliseconds. */
export const acceptsConnections = (host: string, port: number, timeout = 1000): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout });
    const settle = (accepted: boolean) => () => {
      socket.destroy();
      resolve(accepted);
    };
    socket.once("connect", settle(true)).once("error", settle(false)).once("timeout", settle(false));
  });

const listenBriefly = (port: number): Promise<number | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen(port, LOOPBACK, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" ? address?.port : undefined));
    });
  });

export const busyPortMessage = (port: number): string =>
  `Port ${port} on ${LOOPBACK} is in use by another program. Use another port: npm start -- --port ${port === 65535 ? 4566 : port + 1} (0 picks a free one).`;

/**
 * Returns a port to listen on: the given port when it is free, or any free port for 0.
 * @throws Trouble with the command for another port when it is in use
 */
export const claimPort = async (port: number): Promise<number> => {
  // Connecting also finds a server that listens on every interface. Some systems allow listening on 127.0.0.1 beside it.
  const inUse = port !== 0 && (await acceptsConnections(LOOPBACK, port));
  const bound = inUse ? undefined : await listenBriefly(port);
  if (bound === undefined) throw new Trouble(busyPortMessage(port));
  return bound;
};

/** The given port when it is free, or else any free port. */
export const preferPort = (port: number): Promise<number> => claimPort(port).catch(() => claimPort(0));

/**
 * Checks that a server is not reachable from the network. The stack has the uploaded files and runs code, so every
 * other address of this machine must refuse connections.
 * @throws Trouble when another address accepts them
 */
export const assertLoopbackOnly = async (port: number): Promise<void> => {
  const others = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, family }) => !internal && family === "IPv4")
    .map(({ address }) => address);
  const reachable = await Promise.all(others.map((address) => acceptsConnections(address, port, 300)));
  const open = others.find((_, index) => reachable[index]);
  if (open) throw new Trouble(`A server listens on ${open}:${port}, but it must listen only on ${LOOPBACK}.`);
};
