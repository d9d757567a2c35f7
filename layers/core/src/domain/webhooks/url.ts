import { addressIn, isPublicAddress } from "./address.ts";

/** Where webhooks may be sent. `allowLocal` is only for a stack on one's own machine, which has no TLS and no public address. */
export type UrlRules = { allowLocal: boolean };

/**
 * What is wrong with the URL of an endpoint, as far as its text shows. The address of a name is checked with each connection,
 * because it may change.
 */
export const urlFault = (text: string, { allowLocal }: UrlRules): string | undefined => {
  if (!URL.canParse(text)) return "url must be a URL, such as https://hooks.example.com/malote.";
  const url = new URL(text);
  if (url.protocol !== "https:" && !(allowLocal && url.protocol === "http:"))
    return "url must begin with https://.";
  if (url.username !== "" || url.password !== "")
    return "url must have no user and no password; the signature shows who sends.";
  if (url.hash !== "") return "url must have no fragment, which is never sent.";
  const address = addressIn(url);
  if (!allowLocal && address !== undefined && !isPublicAddress(address))
    return "url must lead to the public internet; its address is private or reserved.";
  return undefined;
};
