import { codeOf } from "../spool/disk/disk.ts";
import { StartFault } from "../start-fault.ts";

/** The address of a server, and the options that choose it. */
export interface Address {
  host: string;
  port: number;
  hostOption: string;
  portOption: string;
}

/** An error of `listen` as a sentence that names the option. Other errors are returned as they are. */
export const addressFault = (error: unknown, { host, port, hostOption, portOption }: Address): unknown => {
  const sentence = sentenceOf(codeOf(error), `${host}:${port}`, hostOption, portOption);
  return sentence === undefined ? error : new StartFault(sentence, { cause: error });
};

const sentenceOf = (
  code: string | undefined,
  address: string,
  hostOption: string,
  portOption: string,
): string | undefined => {
  switch (code) {
    case "EADDRINUSE":
      return `${portOption}: another program uses ${address}. End it, or choose another port, such as ${portOption}=0 for any free one.`;
    case "EACCES":
      return `${portOption}: this user may not listen on ${address}. Choose a port from 1024 on.`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `${hostOption}: this machine has no address of the name in ${address}. Choose one of its own, such as ${hostOption}=127.0.0.1.`;
    default:
      return undefined;
  }
};
