import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createContext, Script } from "node:vm";
import type { DeviceConnectOptions } from "../../source/types/react-native.ts";
import { FakeService } from "../fake-service.ts";
import { type FileSystemVersion, fakeFileSystem } from "./fake-file-system.ts";
import { FakeFormData, fakeNetwork } from "./fake-network.ts";
import { asMetro } from "./metro.ts";

export type Client = typeof import("../../source/react-native.ts");

/** A CommonJS module, as a function of `require`. */
const moduleOf = (code: string) =>
  new Script(`(function (require) { const exports = {}; ${code}\n return exports; })`);

const client = moduleOf(await asMetro('export * from "./react-native.ts";'));

/** The AbortSignal of older versions: no `timeout`, no `any`, no `reason`, and no listeners that end with another signal. */
class FakeAbortSignal {
  aborted = false;
  readonly #listeners = new Map<() => void, boolean>();

  addEventListener(_: "abort", listener: () => void, { once = false } = {}) {
    this.#listeners.set(listener, once);
  }
  removeEventListener(_: "abort", listener: () => void) {
    this.#listeners.delete(listener);
  }
  abort() {
    if (this.aborted) return;
    this.aborted = true;
    for (const [listener, once] of [...this.#listeners]) {
      if (once) this.#listeners.delete(listener);
      listener();
    }
  }
}

class FakeAbortController {
  readonly signal = new FakeAbortSignal();
  abort() {
    this.signal.abort();
  }
}

/** Blobs cannot be made of bytes, and their bytes cannot be read without a FileReader. */
class FakeBlob {
  constructor(parts: unknown[] = []) {
    if (parts.some((part) => typeof part !== "string" && !(part instanceof FakeBlob))) {
      throw new Error("Creating blobs from 'ArrayBuffer' and 'ArrayBufferView' are not supported");
    }
  }
}

export class FakeAppState {
  currentState = "active";
  readonly listeners = new Set<(state: string) => void>();

  addEventListener(_: "change", listener: (state: string) => void) {
    this.listeners.add(listener);
    return { remove: () => void this.listeners.delete(listener) };
  }
  become(state: string) {
    this.currentState = state;
    for (const listener of this.listeners) listener(state);
  }
}

/** Of `@react-native-async-storage/async-storage`. */
const fakeAsyncStorage = (stored: Map<string, string>) => ({
  getItem: async (key: string) => stored.get(key) ?? null,
  setItem: async (key: string, value: string) => void stored.set(key, value),
  removeItem: async (key: string) => void stored.delete(key),
});

/**
 * An app on a device: the client as Metro builds it, among the globals of React Native and no others. No crypto,
 * structuredClone, ReadableStream, TextDecoder or URL.
 */
export const fakeDevice = ({
  version = 58,
  ...others
}: {
  version?: FileSystemVersion;
  /** Globals of the app itself. */
  session?: object;
} = {}) => {
  const service = new FakeService();
  const folder = mkdtempSync(join(tmpdir(), "malote-device-"));
  mkdirSync(join(folder, "cache"));
  const network = fakeNetwork(service);
  const stored = new Map<string, string>();
  const globals = {
    setTimeout,
    clearTimeout,
    setInterval,
    clearInterval,
    queueMicrotask,
    performance: { now: () => performance.now() },
    atob,
    btoa,
    TextEncoder,
    URLSearchParams,
    AbortController: FakeAbortController,
    Blob: FakeBlob,
    FormData: FakeFormData,
    XMLHttpRequest: network.Xhr,
    fetch: network.fetch,
  };
  const context = createContext({ ...globals, ...others });
  const Bytes = new Script("Uint8Array").runInContext(context) as Uint8ArrayConstructor;
  const files = fakeFileSystem(folder, version, (bytes) => new Bytes(bytes));
  const { fileSystem } = files;
  /** A start of the app: modules are loaded anew, and only the storage stays. */
  const start = (options: Partial<DeviceConnectOptions> = {}) => {
    const app = client.runInContext(context)() as Client;
    const common = { url: service.origin, token: "token", retryDelay: 0, retries: 4 };
    const appState = new FakeAppState();
    return { ...app, appState, malote: app.connect({ ...common, fileSystem, appState, ...options }) };
  };
  return {
    ...files,
    Bytes,
    network,
    service,
    stored,
    storage: fakeAsyncStorage(stored),
    start,
    /** Runs a module of an app, made by asMetro. */
    run: (code: string, modules: Record<string, unknown>) =>
      moduleOf(code).runInContext(context)((name: string) => modules[name]),
    globals: Object.keys(globals),
    cached: () => readdirSync(join(folder, "cache")),
    remove: () => rmSync(folder, { recursive: true }),
  };
};
