import { connect } from "../source/core/connect.ts";
import type { ConnectOptions } from "../source/types/connection.ts";
import { FakeService } from "./fake-service.ts";

/** A connection to a fake service that repeats without waiting. */
export const connected = (options: Partial<ConnectOptions> = {}) => {
  const service = new FakeService();
  const malote = connect({
    url: service.origin,
    token: "token",
    fetch: service.fetch,
    retryDelay: 0,
    retries: 4,
    ...options,
  });
  return { service, malote };
};

/** Bytes that differ everywhere. */
export const someBytes = (length: number, seed = 1): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) bytes[i] = (i * 31 + (i >> 8) * 17 + seed) & 255;
  return bytes;
};
