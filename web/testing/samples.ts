import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../../tools/paths.ts";
import type { Opened } from "./browser.ts";

export interface Sample {
  name: string;
  mimeType: string;
  buffer: Buffer;
  /** The folder to list it by. Default: none. */
  path?: string;
}

/** Files as people have them, with a picture that a preview can show. */
export const makeSamples = async (one: Pick<Opened, "context">): Promise<Sample[]> => [
  {
    name: "Sunrise at the cape.jpg",
    mimeType: "image/jpeg",
    path: "trips/2026/lisbon",
    buffer: grown(await scene(one), 3.4),
  },
  {
    name: "Rental agreement, signed.pdf",
    mimeType: "application/pdf",
    path: "contracts",
    buffer: await grownSample("document.pdf", 1.3),
  },
  { name: "Budget 2027.xlsx", mimeType: XLSX, buffer: await sampleOf("table.xlsx") },
  {
    name: "Interview with Teresa.m4a",
    mimeType: "audio/mp4",
    path: "interviews",
    buffer: await grownSample("sound.m4a", 4.2),
  },
  {
    name: "Tram 28, from the window.mp4",
    mimeType: "video/mp4",
    path: "trips/2026/lisbon",
    buffer: await grownSample("film.mp4", 8.7),
  },
];

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const MIB = 1024 ** 2;

const sampleOf = (name: string) => readFile(join(root, "tests", "files", name));
const grownSample = async (name: string, mib: number) => grown(await sampleOf(name), mib);

/** With zeros after its end, which programs that show such a file ignore. */
const grown = (bytes: Buffer, mib: number): Buffer => Buffer.concat([bytes], Math.round(mib * MIB));

/** A drawn landscape, as a JPEG. */
const scene = async ({ context }: Pick<Opened, "context">): Promise<Buffer> => {
  const page = await context.newPage();
  await page.setViewportSize({ width: 1200, height: 800 });
  await page.setContent(`<body style="margin:0"><svg viewBox="0 0 1200 800" width="1200" height="800">
    <linearGradient id="sky" x2="0" y2="1"><stop stop-color="#27406b"/><stop offset=".55" stop-color="#e58a66"/><stop offset="1" stop-color="#f9d9a0"/></linearGradient>
    <linearGradient id="sea" x2="0" y2="1"><stop stop-color="#d98b6d"/><stop offset="1" stop-color="#1d4457"/></linearGradient>
    <path fill="url(#sky)" d="M0 0h1200v520H0z"/><circle cx="760" cy="470" r="72" fill="#fff1c9"/>
    <path fill="url(#sea)" d="M0 520h1200v280H0z"/><path fill="#f9d9a0" opacity=".6" d="M690 520h140l60 280H640z"/>
    <path fill="#4b3a4e" d="M0 520V330l90 30 80-60 130 90 90 10 70 60 90 20v40z"/>
    <path fill="#2c2a3a" d="M0 800V610l160-40 150 60 130 20 60 70 90 80z"/>
    <path fill="#f4ede0" d="M196 300h26l6-120h-38z"/><path fill="#c2451f" d="M190 180l19-36 19 36zM193 222h32l1 24h-34z"/>
  </svg>`);
  const bytes = await page.screenshot({ type: "jpeg", quality: 80 });
  await page.close();
  return bytes;
};
