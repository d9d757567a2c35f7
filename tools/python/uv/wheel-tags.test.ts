import { expect, test } from "vitest";
import { type Platform, runsOn, thisPlatform } from "./wheel-tags.ts";

/** The wheels of uv 0.13.9, as PyPI lists them. */
const WHEELS = [
  "linux_armv6l",
  "macosx_10_12_x86_64",
  "macosx_11_0_arm64",
  "manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64",
  "manylinux_2_17_armv7l.manylinux2014_armv7l",
  "manylinux_2_17_i686.manylinux2014_i686",
  "manylinux_2_17_x86_64.manylinux2014_x86_64",
  "manylinux_2_28_aarch64",
  "musllinux_1_1_i686",
  "musllinux_1_1_x86_64",
  "win32",
  "win_amd64",
  "win_arm64",
].map((tags) => `uv-0.13.9-py3-none-${tags}.whl`);

const linux = (arch: NodeJS.Architecture, glibc?: string): Platform => ({ os: "linux", arch, glibc });

test.each<[string, Platform, string]>([
  ["Debian 12", linux("x64", "2.36"), "manylinux_2_17_x86_64.manylinux2014_x86_64"],
  [
    "Amazon Linux on Graviton",
    linux("arm64", "2.34"),
    "manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64",
  ],
  ["Alpine", linux("x64"), "musllinux_1_1_x86_64"],
  [
    "Alpine on Graviton",
    linux("arm64"),
    "manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64",
  ],
  ["an Apple Silicon Mac", { os: "darwin", arch: "arm64", glibc: undefined }, "macosx_11_0_arm64"],
  ["an Intel Mac", { os: "darwin", arch: "x64", glibc: undefined }, "macosx_10_12_x86_64"],
  ["Windows", { os: "win32", arch: "x64", glibc: undefined }, "win_amd64"],
  ["Windows on ARM", { os: "win32", arch: "arm64", glibc: undefined }, "win_arm64"],
])("%s has a wheel", (_, platform, tags) => {
  expect(WHEELS.find((wheel) => runsOn(wheel, platform))).toBe(`uv-0.13.9-py3-none-${tags}.whl`);
});

test.each<[string, Platform]>([
  ["a C library of 2012", linux("x64", "2.16")],
  ["a processor without a wheel", linux("ppc64" as NodeJS.Architecture, "2.36")],
  ["another system", { os: "freebsd", arch: "x64", glibc: undefined }],
])("%s has none", (_, platform) => {
  expect(WHEELS.filter((wheel) => runsOn(wheel, platform))).toEqual([]);
});

test("this machine is described", () => {
  expect(thisPlatform()).toMatchObject({ os: process.platform, arch: process.arch });
});
