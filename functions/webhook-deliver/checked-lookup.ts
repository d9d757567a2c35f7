import type { LookupAddress, LookupAllOptions } from "node:dns";
import type { LookupFunction } from "node:net";

/** Resolves a name to all of its addresses, as dns.lookup does. */
export type Resolve = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

export class AddressRefused extends Error {
  override name = "AddressRefused";
  constructor(hostname: string) {
    super(`The address of ${hostname} is not one of the public internet.`);
  }
}

/**
 * The `lookup` of a connection, which gives only addresses that were checked. The connection goes to what this call returns. So
 * a name whose address changes between a check and the connection (DNS rebinding) gains nothing. One refused address refuses
 * the name, because Node.js may connect to any of them.
 */
export const checkedLookup =
  (resolve: Resolve, isAllowed: (address: string) => boolean): LookupFunction =>
  (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true } as LookupAllOptions, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error || !first) return callback(error ?? new AddressRefused(hostname), "", 0);
      if (!addresses.every(({ address }) => isAllowed(address)))
        return callback(new AddressRefused(hostname), "", 0);
      if (options.all) return callback(null, addresses);
      callback(null, first.address, first.family);
    });
  };
