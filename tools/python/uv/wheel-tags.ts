export interface Platform {
  os: NodeJS.Platform;
  arch: NodeJS.Architecture;
  /** The version of the GNU C library, such as "2.36"; undefined on musl (Alpine) and outside Linux. */
  glibc: string | undefined;
}

/** The machine that this process runs on. */
export const thisPlatform = (): Platform => {
  // Otherwise the report looks up the name of every connection's peer.
  Object.assign(process.report, { excludeNetwork: true });
  const { header } = process.report.getReport() as unknown as { header: { glibcVersionRuntime?: string } };
  return { os: process.platform, arch: process.arch, glibc: header.glibcVersionRuntime };
};

/**
 * Whether a wheel runs on a platform, by the platform tags at the end of its name.
 * Source: https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/
 */
export const runsOn = (wheel: string, platform: Platform): boolean => {
  const tags = /-([^-]+)\.whl$/.exec(wheel)?.[1]?.split(".") ?? [];
  return tags.some((tag) => isSupported(tag, platform));
};

const isSupported = (tag: string, { os, arch, glibc }: Platform): boolean => {
  const [, family, minor = "0", cpu] =
    /^(manylinux_2|musllinux_1|macosx_\d+|win)_(?:(\d+)_)?(.+)$/.exec(tag) ?? [];
  if (family === undefined || cpu !== NAMES[os]?.[arch]) return false;
  if (os === "win32") return family === "win";
  if (os === "darwin") return family.startsWith("macosx");
  if (glibc === undefined) return family === "musllinux_1";
  return family === "manylinux_2" && Number(minor) <= Number(glibc.split(".")[1]);
};

/** The processors as wheels name them. */
const NAMES: Partial<Record<NodeJS.Platform, Partial<Record<NodeJS.Architecture, string>>>> = {
  linux: { x64: "x86_64", arm64: "aarch64" },
  darwin: { x64: "x86_64", arm64: "arm64" },
  win32: { x64: "amd64", arm64: "arm64" },
};
