import { type OnLine, step } from "../../tools/command/step.ts";
import {
  mayUploadFrom,
  redirectsPlainHttp,
  servesAssets,
  servesConfig,
  servesIndex,
  servesNothingElse,
} from "./check-page.ts";

/**
 * Checks the page of a deployment as a browser meets it.
 * @param page the output PageUrl
 * @param api the output ApiUrl
 * @throws Trouble at the first step that fails
 */
export const checkPage = async (page: string, api: string, print: OnLine): Promise<void> => {
  const html = await step(print, "The page is served, with its headers", () => servesIndex(page, api));
  await step(print, "Its assets may be kept for ever", () => servesAssets(page, html));
  await step(print, "config.json names the API", () => servesConfig(page, api));
  await step(print, "Nothing else is served, and no list", () => servesNothingElse(page));
  await step(print, "Plain HTTP leads to HTTPS", () => redirectsPlainHttp(page));
  await step(print, "The bucket accepts uploads of the page", () => mayUploadFrom(page, html));
};
