import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { findLocalStack, type LocalStack } from "../config/local-stack.ts";
import {
  checkProfileName,
  DEFAULT_PROFILE,
  LOCAL_PROFILE,
  type Profile,
  profilesIn,
} from "../config/profiles.ts";
import { SignedOut, UsageError } from "../exit.ts";
import type { Io } from "../io.ts";
import { serviceUrl } from "./service-url.ts";

/** Which service a command works with, and as whom. */
export type Target =
  | { kind: "profile"; name: string; profile: Profile }
  | { kind: "local"; stack: LocalStack }
  /** Machines: MALOTE_URL with an account, or with an ID token. */
  | { kind: "account"; url: string; username: string; password: string }
  | { kind: "token"; url: string; token: string };

type World = Pick<Io, "env" | "cwd" | "configFolder">;

/**
 * In this order: `--profile`, MALOTE_URL, MALOTE_PROFILE, the local stack of this folder, the profile `default`.
 * @throws UsageError; SignedOut if there is no such profile
 */
export const findTarget = async (given: string | undefined, io: World): Promise<Target> => {
  if (given !== undefined) return named(given, io);
  const { MALOTE_URL: url, MALOTE_PROFILE: profile, MALOTE_TOKEN: token } = io.env;
  if (url) return machine(serviceUrl(url), io);
  if (token) throw new UsageError("MALOTE_TOKEN is set, but MALOTE_URL is not. Set both.");
  if (profile) return named(profile, io);
  const stack = await findLocalStack(io.cwd);
  if (stack) return { kind: "local", stack };
  return named(DEFAULT_PROFILE, io);
};

const named = async (given: string, io: World): Promise<Target> => {
  const name = checkProfileName(given);
  if (name === LOCAL_PROFILE) {
    const stack = await findLocalStack(io.cwd);
    if (stack) return { kind: "local", stack };
    throw new UsageError(
      `No local stack was found: there is no .malote/stack.json in ${io.cwd} or above it. Start one with npm start.`,
    );
  }
  const profiles = await profilesIn(io.configFolder).all();
  const profile = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  if (profile) return { kind: "profile", name, profile };
  const others = Object.keys(profiles);
  const known = others.length > 0 ? ` There are: ${others.join(", ")} (--profile NAME).` : "";
  if (name === DEFAULT_PROFILE)
    throw new SignedOut(`Nobody is signed in. Sign in with: malote login.${known}`);
  throw new SignedOut(`There is no profile ${name}. Sign in with: malote login --profile ${name}.${known}`);
};

const machine = (url: string, io: World): Target => {
  const { MALOTE_TOKEN: token, MALOTE_USERNAME: username } = io.env;
  if (token) return { kind: "token", url, token };
  const password = passwordOf(io);
  if (username && password) return { kind: "account", url, username, password };
  throw new UsageError(
    "MALOTE_URL is set. Set MALOTE_USERNAME and MALOTE_PASSWORD (or MALOTE_PASSWORD_FILE) too, or MALOTE_TOKEN.",
  );
};

/** MALOTE_PASSWORD, or the first line of MALOTE_PASSWORD_FILE. @throws UsageError */
export const passwordOf = ({ env, cwd }: Pick<Io, "env" | "cwd">): string | undefined => {
  const { MALOTE_PASSWORD: password, MALOTE_PASSWORD_FILE: path } = env;
  if (password || !path) return password;
  try {
    return readFileSync(resolve(cwd, path), "utf8").split(/\r?\n/)[0];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`MALOTE_PASSWORD_FILE cannot be read (${code}): ${path}`);
  }
};
