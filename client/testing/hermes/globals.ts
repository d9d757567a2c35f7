// What React Native 0.88 has and the bare virtual machine of Hermes 0.12 lacks. Everything is in memory.

/** Responds to a request: a status, and a body. */
export type Respond = (method: string, url: string, body: unknown) => [status: number, body: unknown];

type Listener = () => void;

class Signal {
  aborted = false;
  readonly listeners = new Set<Listener>();
  addEventListener(_: "abort", listener: Listener) {
    this.listeners.add(listener);
  }
  removeEventListener(_: "abort", listener: Listener) {
    this.listeners.delete(listener);
  }
}

class Controller {
  readonly signal = new Signal();
  abort() {
    this.signal.aborted = true;
    for (const listener of this.signal.listeners) listener();
  }
}

class Form {
  readonly parts: Record<string, unknown> = {};
  append(name: string, value: unknown) {
    this.parts[name] = value;
  }
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const btoa = (text: string): string => {
  let encoded = "";
  for (let i = 0; i < text.length; i += 3) {
    const code = (at: number) => text.charCodeAt(i + at) || 0;
    const bits = (code(0) << 16) | (code(1) << 8) | code(2);
    const left = text.length - i;
    encoded += DIGITS.charAt(bits >> 18) + DIGITS.charAt((bits >> 12) & 63);
    encoded += left > 1 ? DIGITS.charAt((bits >> 6) & 63) : "=";
    encoded += left > 2 ? DIGITS.charAt(bits & 63) : "=";
  }
  return encoded;
};

/** Of names and lines of a form: ASCII only. */
class Encoder {
  encode(text: string) {
    return Uint8Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
  }
}

export const defineGlobals = (respond: Respond): void => {
  class Xhr {
    readonly upload: { onprogress?: (event: { loaded: number }) => void } = {};
    status = 0;
    responseText = "";
    onload?: Listener;
    onloadend?: Listener;
    #method = "";
    #url = "";
    open(method: string, url: string) {
      this.#method = method;
      this.#url = url;
    }
    setRequestHeader() {}
    abort() {}
    send(body: unknown) {
      setTimeout(() => {
        this.upload.onprogress?.({ loaded: Number.MAX_SAFE_INTEGER });
        const [status] = respond(this.#method, this.#url, body instanceof Form ? body.parts : body);
        this.status = status;
        this.onload?.();
        this.onloadend?.();
      }, 0);
    }
  }
  const fetch = async (url: string, { method = "GET", body }: { method?: string; body?: string }) => {
    const [status, answer] = respond(method, url, body === undefined ? undefined : JSON.parse(body));
    return { status, headers: { get: () => null }, text: async () => JSON.stringify(answer) };
  };
  const { clearTimeout } = globalThis;
  Object.assign(globalThis, {
    // That of React Native ignores what is no number.
    clearTimeout: (timer: unknown) => typeof timer === "number" && clearTimeout(timer),
    setInterval: () => 0,
    clearInterval: () => {},
    queueMicrotask: (work: () => void) => void Promise.resolve().then(work),
    performance: { now: () => Date.now() },
    btoa,
    TextEncoder: Encoder,
    AbortController: Controller,
    Blob: class {},
    FormData: Form,
    XMLHttpRequest: Xhr,
    fetch,
  });
  Object.defineProperty(Array.prototype, "at", {
    value(this: unknown[], index: number) {
      return this[index < 0 ? this.length + index : index];
    },
  });
};
