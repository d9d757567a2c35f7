import type { Duplex } from "node:stream";
import { rawResponse } from "./raw-response.ts";

interface ClientError extends Error {
  code?: string;
}

const answerOf = ({ code = "" }: ClientError): [status: string, code: string, detail: string] => {
  if (code === "HPE_HEADER_OVERFLOW") {
    return [
      "431 Request Header Fields Too Large",
      "headers-too-large",
      "The URL and the headers are over 16 KiB.",
    ];
  }
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") {
    return ["408 Request Timeout", "headers-too-slow", "The headers of the request did not arrive in time."];
  }
  if (code === "HPE_INVALID_EOF_STATE") {
    return ["400 Bad Request", "body-cut-off", "The request ended before all of its body had arrived."];
  }
  return ["400 Bad Request", "invalid-request", "This is no valid HTTP/1.1 request."];
};

/** Answers what the HTTP parser refuses, before any route sees it. */
export const respondRaw = (error: ClientError, socket: Duplex): void => {
  // A response that is under way must not be mixed with another one.
  const busy = (socket as { _httpMessage?: { headersSent?: boolean } })._httpMessage?.headersSent;
  // Before the end of a TLS handshake nothing can be sent.
  const isTls = /^(ERR_TLS|ERR_SSL|EPROTO)/.test(error.code ?? "");
  if (error.code === "ECONNRESET" || isTls || !socket.writable || busy) {
    socket.destroy();
    return;
  }
  const [status, code, detail] = answerOf(error);
  socket.end(rawResponse(status, code, status.slice(4), detail));
};
