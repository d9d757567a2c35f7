import { createHash } from "node:crypto";
import { access, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { type OnLine, step } from "../../command/step.ts";
import { Trouble } from "../../command/trouble.ts";
import { download } from "./download.ts";
import { ACCEPTED, filesOn } from "./index-page.ts";
import type { PackageIndex } from "./package-index.ts";
import { type Platform, runsOn, thisPlatform } from "./wheel-tags.ts";

export interface UvOptions {
  /** The folder in which each version of uv has a folder. */
  home: string;
  /** A requirements file: `uv==VERSION` and a `--hash=sha256:…` for every wheel of it. */
  lock: string;
  index: PackageIndex;
  platform?: Platform;
  onLine: OnLine;
  signal?: AbortSignal | undefined;
}

/**
 * The path of uv at the version of its lock file. uv is one program without dependencies, so its wheel is downloaded and
 * unpacked here: that needs neither pip nor the venv module, which Debian packages apart from Python.
 * @throws Trouble with what to do
 */
export const ensureUv = async (options: UvOptions): Promise<string> => {
  const { home, lock, onLine } = options;
  const { version, hashes } = pinOf(await readFile(lock, "utf8"));
  const folder = join(home, `uv-${version}`);
  const name = process.platform === "win32" ? "uv.exe" : "uv";
  const program = join(folder, name);
  if (await exists(program)) return program;
  await step(onLine, `Download uv ${version}`, async () => {
    const wheel = await downloadWheel(version, hashes, options);
    await removeOthers(home);
    await place(programIn(wheel, name), folder, name);
  });
  return program;
};

/** The version and the hashes of a requirements file that has uv alone. */
export const pinOf = (lock: string): { version: string; hashes: Set<string> } => ({
  version: /^uv==([\w.]+)/m.exec(lock)?.[1] ?? "",
  hashes: new Set([...lock.matchAll(/--hash=sha256:([0-9a-f]{64})/g)].map(([, hash = ""]) => hash)),
});

const downloadWheel = async (
  version: string,
  hashes: Set<string>,
  { index, platform = thisPlatform(), signal }: UvOptions,
): Promise<Uint8Array> => {
  const authorization = index.authorization;
  const page = await download(`${index.url}uv/`, { accept: ACCEPTED, authorization, signal });
  const { host } = new URL(index.url);
  const wheels = filesOn({ ...page, text: new TextDecoder().decode(page.bytes) }).filter(
    ({ filename }) => filename.startsWith(`uv-${version}-`) && filename.endsWith(".whl"),
  );
  if (wheels.length === 0)
    throw new Trouble(
      `The package index ${host} does not list uv ${version}. Name one that does, such as UV_DEFAULT_INDEX=https://pypi.org/simple.`,
    );
  const wheel = wheels.find(({ filename }) => runsOn(filename, platform));
  if (!wheel)
    throw new Trouble(
      `uv ${version}, which installs the local stack's tools, has no wheel for this platform (${platform.os} ${platform.arch}). Linux, macOS and Windows on x64 and arm64 have one.`,
    );
  const sameOrigin = new URL(wheel.url).origin === new URL(index.url).origin;
  const { bytes } = await download(wheel.url, {
    authorization: sameOrigin ? authorization : undefined,
    signal,
  });
  if (!hashes.has(createHash("sha256").update(bytes).digest("hex")))
    throw new Trouble(
      `${wheel.filename} from ${host} is not the file that tools/python/uv.txt pins by its hash, so it is not used. Try again, or name another package index: UV_DEFAULT_INDEX=https://pypi.org/simple.`,
    );
  return bytes;
};

const programIn = (wheel: Uint8Array, name: string): Uint8Array => {
  const [program] = Object.values(
    unzipSync(wheel, { filter: (file) => file.name.endsWith(`/scripts/${name}`) }),
  );
  if (!program)
    throw new Trouble(
      `The wheel of uv holds no ${name}. Report this with the version in tools/python/uv.txt.`,
    );
  return program;
};

/** Whole or not at all: a start that is cut off leaves only a draft. */
const place = async (program: Uint8Array, folder: string, name: string): Promise<void> => {
  const draft = `${folder}.draft`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  await writeFile(join(draft, name), program, { mode: 0o755 });
  await rename(draft, folder);
};

/** Other versions of uv, 45 MB each, and the environment in which pip once installed it. */
const removeOthers = async (home: string): Promise<void> => {
  const names = await readdir(home).catch(() => []);
  const old = names.filter((name) => name.startsWith("uv-") || name === "bootstrap");
  await Promise.all(old.map((name) => rm(join(home, name), { recursive: true, force: true })));
};

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
