import { connect, createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { Trouble } from "../command/trouble.ts";

const LOOPBACK = "127.0.0.1";

/** Whether somebody accepts connections there. */
export const answers = (host: string, port: number, patience = 1000): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: patience });
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
  `Port ${port} on ${LOOPBACK} is taken by another program. Take another one: npm start -- --port ${port === 65535 ? 4566 : port + 1} (0 picks a free one).`;

/**
 * The port to listen on: the one asked for when it is free, any free one for 0.
 * @throws Trouble with the way out when it is taken
 */
export const claimPort = async (port: number): Promise<number> => {
  // The first question also finds who listens on every interface, which some systems let us bind beside.
  const taken = port !== 0 && (await answers(LOOPBACK, port));
  const bound = taken ? undefined : await listenBriefly(port);
  if (bound === undefined) throw new Trouble(busyPortMessage(port));
  return bound;
};

/** The port asked for when it is free, else any that is. */
export const preferPort = (port: number): Promise<number> => claimPort(port).catch(() => claimPort(0));

/**
 * The stack holds whatever is uploaded to it and takes "test" for a root key, so nobody else on the network
 * may reach it: every other address of this machine has to refuse.
 */
export const assertLoopbackOnly = async (port: number): Promise<void> => {
  const others = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, family }) => !internal && family === "IPv4")
    .map(({ address }) => address);
  const reachable = await Promise.all(others.map((address) => answers(address, port, 300)));
  const open = others.find((_, index) => reachable[index]);
  if (open) throw new Trouble(`The emulator answers on ${open}:${port}, and it must only on ${LOOPBACK}.`);
};
