import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { FakeService } from "../fake-service.ts";

// React Native's fetch, FormData and XMLHttpRequest, as its sources (0.88.1) describe them.

/** What JavaScript hands to the native side. Anything but a file would go through JavaScript's memory. */
export type Payload = "form with a file" | "file" | "text" | "base64" | "none";

interface Part {
  name: string;
  value: string | { uri: string; name?: string; type?: string };
}

export class FakeFormData {
  readonly parts: Part[] = [];

  append(name: string, value: Part["value"]) {
    this.parts.push({ name, value: typeof value === "object" ? value : String(value) });
  }
}

/** As the native side of Android or iOS writes it. */
const encode = ({ parts }: FakeFormData): { type: string; bytes: Buffer } => {
  const boundary = "native_boundary";
  const pieces = parts.flatMap(({ name, value }) => {
    const disposition = `content-disposition: form-data; name="${name}"`;
    if (typeof value === "string") return [`--${boundary}\r\n${disposition}\r\n\r\n${value}\r\n`];
    if (!value.type) throw new Error("Binary FormData part needs a content-type header.");
    const fileName = value.name === undefined ? "" : `; filename="${encodeURIComponent(value.name)}"`;
    const head = `--${boundary}\r\n${disposition}${fileName}\r\ncontent-type: ${value.type}\r\n\r\n`;
    return [head, readFileSync(fileURLToPath(value.uri)), "\r\n"];
  });
  const bytes = Buffer.concat([...pieces, `--${boundary}--\r\n`].map((piece) => Buffer.from(piece)));
  return { type: `multipart/form-data; boundary=${boundary}`, bytes };
};

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

export const fakeNetwork = (service: FakeService) => {
  const payloads: Payload[] = [];
  /** Bytes of a body that leave between two reports. */
  const step = 100_000;
  let timeouts = 0;
  /** Requests that do not end by themselves, until they are let go. */
  let held: Promise<void> | undefined;
  const sending = { now: 0, most: 0 };

  class Xhr {
    status = 0;
    responseText = "";
    upload: { onprogress?: (event: { loaded: number; total: number }) => void } = {};
    onload?: () => void;
    onerror?: () => void;
    onabort?: () => void;
    ontimeout?: () => void;
    onloadend?: () => void;
    readonly #headers: Record<string, string> = {};
    #method = "";
    #url = "";
    #ended = false;

    open(method: string, url: string) {
      this.#method = method;
      this.#url = url;
    }

    setRequestHeader(name: string, value: string) {
      if (!this.#url) throw new Error("Request has not been opened");
      this.#headers[name.toLowerCase()] = value;
    }

    send(body?: unknown) {
      this.#run(body).catch(() => this.#end("error"));
    }

    abort() {
      if (this.#url) this.#end("abort");
    }

    async #run(body: unknown) {
      sending.most = Math.max(sending.most, ++sending.now);
      try {
        const bytes = this.#bytesOf(body);
        await turn();
        if (timeouts > 0) {
          timeouts--;
          return this.#end("timeout");
        }
        for (let loaded = 0; loaded < bytes.length; ) {
          await turn();
          if (this.#ended) return;
          loaded = Math.min(loaded + step, bytes.length);
          this.upload.onprogress?.({ loaded, total: bytes.length });
        }
        await held;
        if (this.#ended) return;
        const { pathname, searchParams } = new URL(this.#url);
        const response = await service.handle({
          method: this.#method,
          path: pathname,
          query: searchParams,
          headers: new Headers(this.#headers),
          body: bytes,
        });
        if (response === "drop") return this.#end("error");
        this.status = response.status;
        this.responseText = await response.text();
        this.#end("load");
      } finally {
        sending.now--;
      }
    }

    #bytesOf(body: unknown): Buffer {
      if (body instanceof FakeFormData) {
        payloads.push("form with a file");
        const { type, bytes } = encode(body);
        this.#headers["content-type"] = type;
        return bytes;
      }
      const isText = typeof body === "string";
      const uri = (body as { uri?: string } | undefined)?.uri;
      payloads.push(body === undefined ? "none" : isText ? "text" : uri === undefined ? "base64" : "file");
      if (uri === undefined) return Buffer.from((body ?? "") as string);
      // Of Android.
      if (!this.#headers["content-type"])
        throw new Error("Payload is set but no content-type header specified");
      return readFileSync(fileURLToPath(uri));
    }

    #end(event: "load" | "error" | "abort" | "timeout") {
      if (this.#ended) return;
      this.#ended = true;
      this[`on${event}`]?.();
      this.onloadend?.();
    }
  }

  /** whatwg-fetch over XMLHttpRequest: its responses have no stream. */
  const fetch = async (input: string, { signal, ...init }: RequestInit = {}) => {
    const aborted = new Promise<never>((_, reject) => {
      const stop = () => reject(Object.assign(new Error("Aborted"), { name: "AbortError" }));
      if (signal?.aborted) stop();
      signal?.addEventListener("abort", stop);
    });
    const response = await Promise.race([service.fetch(input, init), aborted]);
    const { status, ok, headers } = response;
    return { status, ok, headers, text: () => response.text(), json: () => response.json() };
  };

  return {
    fetch,
    Xhr,
    payloads,
    sending,
    /** The next requests with bytes end with React Native's own timeout. */
    timeOut: (count: number) => {
      timeouts = count;
    },
    /** Bodies leave, and no response comes until the returned function is called. */
    hold: () => {
      let letGo = () => {};
      held = new Promise((resolve) => {
        letGo = resolve;
      });
      return letGo;
    },
  };
};
