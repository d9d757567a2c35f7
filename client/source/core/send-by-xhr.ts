import { Aborted } from "../errors/aborted.ts";
import type { Send } from "../types/source.ts";
import { watchStall } from "../utils/stall.ts";
import { connectionLost, stalled } from "./send-faults.ts";
import { blobOf } from "./slices.ts";

/**
 * Sends bytes from a browser. XMLHttpRequest reports the bytes that left; fetch does not, and a fetch with a stream as its
 * body would have no Content-Length, which S3 requires.
 */
export const sendByXhr: Send = async ({ method, url, headers, body, signal, onSent, ...limits }) => {
  const blob = await blobOf(body);
  if (signal.aborted) throw new Aborted();
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    const stop = () => xhr.abort();
    let fault = connectionLost;
    const watch = watchStall({ size: body.size, ...limits }, () => {
      fault = stalled;
      xhr.abort();
    });
    xhr.upload.onprogress = ({ loaded }) => {
      watch.progress(loaded);
      onSent(loaded);
    };
    xhr.onload = () => {
      // Retry-After is not read: S3 does not expose it to pages, and Chromium prints an error for the attempt.
      resolve({ status: xhr.status, text: xhr.responseText });
    };
    // A browser also reports a dropped connection as an abort. Only the signal decides whether it was one.
    xhr.onerror = xhr.onabort = () => reject(signal.aborted ? new Aborted() : fault());
    xhr.onloadend = () => {
      watch.stop();
      signal.removeEventListener("abort", stop);
    };
    signal.addEventListener("abort", stop, { once: true });
    xhr.open(method, url);
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
    xhr.send(blob);
  });
};
