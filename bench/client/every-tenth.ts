import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer, type Socket } from "node:net";

/** The first slow connection is the fifth, then every tenth after it. */
const TENTH = 10;
const FIRST = 5;

/**
 * Forwards every tenth connection to `slow`, and the others to `fast`. Both are addresses such as 127.0.0.1:4711. The
 * toxicity of toxiproxy would choose the connections at random, and ten connections are too few for that.
 */
export const everyTenth = async (fast: string, slow: string) => {
  let count = 0;
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    count += 1;
    const [host, port] = (count % TENTH === FIRST ? slow : fast).split(":");
    const onward = connect({ host: host ?? "", port: Number(port), allowHalfOpen: true });
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      sockets.add(one);
      one.pipe(other);
      one.on("error", () => other.destroy());
      one.on("close", () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** The next connection counts as the first. */
    restart: () => {
      count = 0;
    },
    stop: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
};
