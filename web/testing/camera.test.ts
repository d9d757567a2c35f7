import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { continueAs, expectAccessible, type Opened, picture, startBrowser } from "./browser.ts";
import { aPng } from "./sent-files.ts";

let browser: Awaited<ReturnType<typeof startBrowser>>;
beforeAll(async () => {
  browser = await startBrowser();
});
afterEach(() => browser.check());
afterAll(() => browser?.close());

const openCamera = async ({ page }: Opened): Promise<void> => {
  await page.locator(".uppy-Dashboard-AddFiles").waitFor();
  await page.getByRole("tab", { name: "Camera" }).click();
};

/** The tracks of cameras and microphones that a page has open. Runs in the page before its scripts. */
const countTracks = (): void => {
  const { mediaDevices } = navigator;
  const ask = mediaDevices.getUserMedia.bind(mediaDevices);
  const tracks: MediaStreamTrack[] = [];
  mediaDevices.getUserMedia = async (constraints) => {
    const stream = await ask(constraints);
    tracks.push(...stream.getTracks());
    return stream;
  };
  Object.assign(window, {
    liveTracks: () => tracks.filter(({ readyState }) => readyState === "live").length,
  });
};
const liveTracks = ({ page }: Opened): Promise<number> => page.evaluate("liveTracks()");

test("a picture of the camera is sent and verified, and the camera is off then", async () => {
  const one = await browser.open();
  const { page } = one;
  await page.addInitScript(countTracks);
  await page.reload();
  await continueAs(one);
  await openCamera(one);
  const video = page.locator("video.uppy-Webcam-video");
  await expect
    .poll(() => video.evaluate((element: HTMLVideoElement) => element.videoWidth))
    .toBeGreaterThan(0);
  expect(await liveTracks(one)).toBeGreaterThan(0);
  await expectAccessible(one);
  await picture(one, "upload-camera");
  await page.getByRole("button", { name: "Take a picture" }).click();
  await page.getByRole("button", { name: "Submit" }).click();

  await expect.poll(() => liveTracks(one)).toBe(0);
  await page.getByRole("button", { name: "Upload 1 file" }).click();
  const card = page.locator(".follow-card", { hasText: /^cam-.*\.jpe?g/ });
  await card.locator(".follow-card-head").getByText("Completed").waitFor();
  // The service has looked at the bytes.
  await card.locator(".proof").getByText("image/jpeg").waitFor();
});

test("a camera that is left is off", async () => {
  const one = await browser.open();
  const { page } = one;
  await page.addInitScript(countTracks);
  await page.reload();
  await continueAs(one);
  await openCamera(one);
  await expect.poll(() => liveTracks(one)).toBeGreaterThan(0);
  await page.getByRole("link", { name: "Account" }).click();
  await expect.poll(() => liveTracks(one)).toBe(0);
});

test("a phone opens its own camera", async () => {
  const one = await browser.open("", { userAgent: PHONE, size: { width: 390, height: 844 } });
  const { page } = one;
  await continueAs(one);
  await page.locator(".uppy-Dashboard-AddFiles").waitFor();
  expect(await page.getByRole("tab", { name: "Camera" }).count()).toBe(0);
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("tab", { name: "Take Picture" }).click(),
  ]);
  // What makes a phone open the camera at its back, and not its files.
  expect(await chooser.element().getAttribute("capture")).toBe("environment");
  await picture(one, "upload-phone-camera");
  await chooser.setFiles({ name: "IMG_2027.png", mimeType: "image/png", buffer: Buffer.from(aPng()) });
  await page.getByRole("button", { name: "Upload 1 file" }).click();
  const card = page.locator(".follow-card", { hasText: "IMG_2027.png" });
  await card.locator(".follow-card-head").getByText("Completed").waitFor();
});

const PHONE =
  "Mozilla/5.0 (Linux; Android 16; Pixel 10) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36";
