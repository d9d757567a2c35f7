import { Aborted } from "../errors/aborted.ts";
import type { Send, SendRequest, SendResponse } from "../types/source.ts";
import { watchStall } from "../utils/stall.ts";
import { connectionLost, stalled } from "./send-faults.ts";
import { blobOf } from "./slices.ts";

/**
 * Sends bytes from a browser. XMLHttpRequest reports the bytes that left; fetch does not, and a fetch with a stream as its
 * body would have no Content-Length, which S3 requires.
 */
export const sendByXhr: Send = async (request) => sendThroughXhr(request, await blobOf(request.body));

/** Sends `payload`, which is the body of the request in the form that the platform sends. */
export const sendThroughXhr = (
  { method, url, headers, body, signal, onSent, ...limits }: SendRequest,
  payload: XMLHttpRequestBodyInit,
): Promise<SendResponse> =>
  new Promise((resolve, reject) => {
    if (signal.aborted) throw new Aborted();
    const xhr = new XMLHttpRequest();
    const stop = () => xhr.abort();
    let fault = connectionLost;
    const watch = watchStall({ size: body.size, ...limits }, () => {
      fault = stalled;
      stop();
    });
    xhr.upload.onprogress = ({ loaded }) => {
      watch.progress(loaded);
      onSent(loaded);
    };
    xhr.onload = () => {
      // Retry-After is not read: S3 does not expose it to pages, and Chromium prints an error for the attempt.
      resolve({ status: xhr.status, text: xhr.responseText });
    };
    // The end of all requests. React Native has a timeout of its own, and a browser also reports a dropped connection as an
    // abort: only the signal decides whether it was one. After a response, the rejection has no effect.
    xhr.onloadend = () => {
      watch.stop();
      signal.removeEventListener("abort", stop);
      reject(signal.aborted ? new Aborted() : fault());
    };
    signal.addEventListener("abort", stop, { once: true });
    xhr.open(method, url);
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
    xhr.send(payload);
  });
