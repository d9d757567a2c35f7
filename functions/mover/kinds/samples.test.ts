import { readdirSync, readFileSync } from "node:fs";
import { extname } from "node:path";
import { expect, test } from "vitest";
import { mediaTypeOf } from "../../../layers/core/src/domain/media-type.ts";
import { judge } from "./judge.ts";

// The files of tests/files, as people's programs write them: no file is refused that is what its name says, and none is
// accepted that is of another family.

const FOLDER = "tests/files";
/** The bytes that the mover reads. */
const HEAD_BYTES = 4100;
const NO_SAMPLES = ["make.py", "origins.json"];

const origins: Record<string, string> = JSON.parse(readFileSync(`${FOLDER}/origins.json`, "utf8"));
const samples = Object.keys(origins);

const headOf = (name: string) => new Uint8Array(readFileSync(`${FOLDER}/${name}`).subarray(0, HEAD_BYTES));

const typeOf = (extension: string): string => {
  const media = mediaTypeOf("", extension);
  if ("fault" in media) throw new Error(media.fault);
  return media.content_type;
};

const judgeAs = (name: string, extension: string) =>
  judge({ content_type: typeOf(extension), extension }, headOf(name), { refusesPrograms: false });

test("each sample has an origin", () => {
  const files = readdirSync(FOLDER).filter((name) => !NO_SAMPLES.includes(name));
  expect(files.sort()).toEqual(samples.toSorted());
});

/** Samples whose name does not say their format. They are served as what they are. */
const SERVED: Record<string, string> = {
  "code.ts": "text/plain",
  "private.key": "text/plain",
  "messages.pot": "text/plain",
};

test.each(samples)("%s is what it says", async (name) => {
  expect(await judgeAs(name, extname(name))).toEqual({
    ok: true,
    ...(SERVED[name] !== undefined && { type: SERVED[name] }),
  });
});

/** Families of extensions. Within one, a file may have another's name; between two, never, but for what TWICE says. */
const FAMILIES: Record<string, string[]> = {
  picture: [".jpg", ".png", ".gif", ".webp", ".avif", ".heic", ".bmp", ".ico", ".jp2", ".tif"],
  media: [".mp4", ".mov", ".mkv", ".webm", ".avi", ".flv", ".wmv", ".mpg", ".3gp"],
  sound: [".mp3", ".m4a", ".aac", ".ogg", ".flac", ".wav", ".aiff", ".wma"],
  pdf: [".pdf"],
  "new document": [".docx", ".xlsx", ".pptx", ".odt"],
  archive: [".zip"],
  "7z": [".7z"],
  tar: [".tar"],
  gzip: [".tgz", ".gz"],
  bzip2: [".bz2"],
  xz: [".xz"],
  zstd: [".zst"],
  font: [".ttf", ".woff"],
  text: [".txt", ".csv", ".html", ".json", ".vcf", ".ics", ".yaml", ".eml", ".md", ".srt"],
  drawing: [".svg"],
  xml: [".xml", ".gpx"],
};
const FAMILY_OF = new Map(
  Object.entries(FAMILIES).flatMap(([family, all]) => all.map((one) => [one, family])),
);

/** Families that share their bytes: a container, or text. */
const SHARED = [
  ["media", "sound"],
  ["new document", "archive"],
  ["xml", "text"],
  ["drawing", "text"],
  ["drawing", "xml"],
];
const share = (one: string, other: string) =>
  one === other || SHARED.some((pair) => pair.includes(one) && pair.includes(other));

const familiar = samples.flatMap((name) => {
  const family = FAMILY_OF.get(extname(name));
  return family === undefined ? [] : [{ name, family }];
});

test.each(familiar)("$name is nothing of another family", async ({ name, family }) => {
  const accepted: string[] = [];
  for (const [extension, other] of FAMILY_OF) {
    if (share(family, other)) continue;
    const judgement = await judgeAs(name, extension);
    if (judgement.ok) accepted.push(extension);
    else expect(judgement.found).not.toBe("");
  }
  // A film may be called a picture that moves.
  expect(accepted).toEqual(family === "media" ? [".gif", ".heic"] : []);
});
