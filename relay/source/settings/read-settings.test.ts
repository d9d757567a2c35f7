import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SERVER_DEFAULTS, type ServerSettings } from "../server/settings.ts";
import { OPTIONS, type Option, type OptionName, optionNames, variableOf } from "./options.ts";
import { readSettings } from "./read-settings.ts";
import { SettingsFault } from "./settings-fault.ts";

const OWNER = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
let home: string;
let passwordFile: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "malote-relay-settings-"));
  passwordFile = join(home, "password");
  writeFileSync(passwordFile, "Relay-password-2345\n");
});
afterEach(() => rmSync(home, { recursive: true }));

/** What is required without a local stack. */
const required = () => ({
  service: "https://api.example.com/v1",
  username: "office@example.com",
  "password-file": passwordFile,
  folder: "/var/lib/malote-relay",
});

type Given = Partial<Record<OptionName, string>>;

const asFlags = (given: Given) => Object.entries(given).map(([name, text]) => `--${name}=${text}`);
const asVariables = (given: Given) =>
  Object.fromEntries(Object.entries(given).map(([name, text]) => [variableOf(name), text]));

const withFlags = (given: Given = {}) => readSettings({}, asFlags({ ...required(), ...given }), home);

const faultsOf = (read: () => unknown): readonly string[] => {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsFault);
    expect((error as SettingsFault).exitCode).toBe(2);
    return (error as SettingsFault).faults;
  }
  return [];
};

const writeStack = (stack: object) => writeFileSync(join(home, "stack.json"), JSON.stringify(stack));
const STACK = {
  api_url: "http://127.0.0.1:4566/restapis/abc/local/_user_request_",
  relay: { username: "relay@malote.local", password: "Local-password-2345" },
};

/** For each option a text that it accepts, and that is not its default. */
const accepted = (): Given => ({
  ...Object.fromEntries(optionNames.map((name) => [name, OPTIONS[name].example])),
  ...required(),
  "tls-certificate": passwordFile,
  "tls-key": passwordFile,
  "acts-for": "",
  "without-authentication": "network",
});

describe("without a local stack", () => {
  test("four settings are enough", () => {
    const settings = withFlags();
    expect(settings).toMatchObject({
      service: "https://api.example.com/v1",
      host: "127.0.0.1",
      port: 8080,
      origins: [],
      trustedProxies: [],
      logLevel: "info",
      storeByDefault: false,
      maxFileBytes: 50 * 1024 ** 3,
      maxFormFiles: 1000,
      status: { host: "127.0.0.1", port: 8081 },
      forward: { sends: 8, largeSends: 2 },
      streamMemory: 256 * 1024 ** 2,
      maxConnectionsPerClient: 64,
      headersTimeout: 10_000,
      idleTimeout: 30_000,
      minSpeed: 1024,
      speedWindow: 60_000,
      stopTimeout: 30_000,
      folder: "/var/lib/malote-relay",
      spool: { bytes: 100 * 1024 ** 3, files: 1_000_000, freeBytes: 1024 ** 3, fileBytes: 50 * 1024 ** 3 },
      history: { ms: 7 * 86_400_000, files: 100_000 },
      callers: { kind: "tokens" },
    });
    expect(settings.account.username).toBe("office@example.com");
    expect(settings).not.toHaveProperty("tls");
  });

  test("are what the server needs, with the same defaults", () => {
    const settings: ServerSettings = withFlags();
    expect(settings).toMatchObject(SERVER_DEFAULTS);
  });

  test("what is missing is named at once, with what to do", () => {
    expect(faultsOf(() => readSettings({}, [], home))).toEqual([
      "--service is missing: the URL of the service's API. Or start the local stack first: npm start.",
      "--username is missing: the relay's own account at the service.",
      "--password-file is missing: a file with the password of the relay's own account.",
      "--folder is missing: the cache folder, on a local disk.",
    ]);
  });

  test("a flag overrides its variable, and an empty variable is not set", () => {
    const environment = { ...asVariables(required()), MALOTE_RELAY_PORT: "1", MALOTE_RELAY_HOST: "" };
    expect(readSettings(environment, [], home)).toMatchObject({ port: 1, host: "127.0.0.1" });
    expect(readSettings(environment, ["--port", "2"], home).port).toBe(2);
  });

  test("lists may be given several times, other options once", () => {
    const argv = asFlags(required());
    const { origins } = readSettings(
      {},
      [...argv, "--origins=https://a.test", "--origins=https://b.test"],
      home,
    );
    expect(origins).toEqual(["https://a.test", "https://b.test"]);
    expect(faultsOf(() => readSettings({}, [...argv, "--port=1", "--port=2"], home))).toEqual([
      "--port is given twice.",
    ]);
  });
});

describe("with the local stack", () => {
  test("nothing needs to be set", () => {
    writeStack(STACK);
    const settings = readSettings({}, [], home);
    expect(settings.service).toBe(STACK.api_url);
    expect(settings.folder).toBe(join(home, "relay"));
    expect(settings.account.username).toBe("relay@malote.local");
    expect(settings.account.password()).toBe("Local-password-2345");
  });

  test("its account is not sent to another service", () => {
    writeStack(STACK);
    expect(faultsOf(() => readSettings({}, ["--service=https://api.example.com/v1"], home))).toEqual([
      expect.stringContaining("--username is missing"),
      expect.stringContaining("--password-file is missing"),
      expect.stringContaining("--folder is missing"),
    ]);
  });

  test("a faulty service does not become the local stack", () => {
    writeStack(STACK);
    const faults = faultsOf(() => readSettings({}, ["--service=ftp://x"], home));
    expect(faults[0]).toMatch(/^--service must be a URL such as/);
  });

  test("a stack of before there were relays must be restarted", () => {
    writeStack({ api_url: STACK.api_url });
    expect(faultsOf(() => readSettings({}, [], home))).toEqual([
      "The local stack has no account for a relay. Restart it: npm run stop, then npm start.",
    ]);
  });
});

describe("faults", () => {
  test("every fault is named, each under the name that the operator used", () => {
    const environment = {
      ...asVariables(required()),
      MALOTE_RELAY_MAX_FILE: "huge",
      MALOTE_RELAY_COLOUR: "red",
    };
    const argv = ["--port=99999", "--headers-timout=3s", "--way", "--idle-timeout=3 weeks", "extra"];
    const faults = faultsOf(() => readSettings(environment, argv, home));
    expect(faults).toEqual(
      expect.arrayContaining([
        expect.stringContaining("MALOTE_RELAY_MAX_FILE must be a size from 1 to"),
        expect.stringContaining('"MALOTE_RELAY_COLOUR" is not a setting.'),
        '--port must be a whole number from 0 to 65535, not "99999".',
        '"--headers-timout" is not an option. Did you mean --headers-timeout?',
        "--way needs a value, such as --way=store.",
        expect.stringContaining(
          '--idle-timeout must be a time from 100ms to 1h, such as 30s, not "3 weeks".',
        ),
        '"extra" is not an option.',
      ]),
    );
    expect(faults).toHaveLength(7);
  });

  test("a flag does not swallow the next flag", () => {
    const argv = [...asFlags(required()), "--host", "--port=1"];
    expect(faultsOf(() => readSettings({}, argv, home))).toEqual([
      "--host needs a value, such as --host=0.0.0.0.",
    ]);
  });

  test("a variable with a password gets the hint to use a file, and is not quoted", () => {
    const environment = { ...asVariables(required()), MALOTE_RELAY_PASSWORD: "hunter2" };
    const [fault = ""] = faultsOf(() => readSettings(environment, [], home));
    expect(fault).toContain("Did you mean MALOTE_RELAY_PASSWORD_FILE?");
    expect(fault).not.toContain("hunter2");
  });

  test.each<[string, Given, RegExp]>([
    ["plain HTTP to another machine", { service: "http://api.example.com" }, /--plain-http=allow/],
    ["credentials in the URL", { service: "https://me:secret@api.example.com" }, /must not have a user name/],
    ["a query in the URL", { service: "https://api.example.com?x" }, /without \? and #/],
    ["a host with a port", { host: "127.0.0.1:80" }, /--host must be an address/],
    ["an origin with a path", { origins: "https://a.test/x" }, /--origins must be an origin/],
    ["a network that is too long", { "trusted-proxies": "10.0.0.0/33" }, /--trusted-proxies must be/],
    [
      "a certificate without key",
      { "tls-certificate": "/dev/null" },
      /--tls-certificate needs --tls-key, too/,
    ],
    [
      "a missing key",
      { "tls-certificate": "/dev/null", "tls-key": "/nowhere" },
      /"\/nowhere" cannot be read/,
    ],
    ["a missing password file", { "password-file": "/nowhere" }, /"\/nowhere" cannot be read \(ENOENT\)/],
    ["an empty password file", { "password-file": "/dev/null" }, /must have one line, the password/],
    ["a list of nothing", { "acts-for": " , " }, /--acts-for must be values with commas/],
    ["a fraction", { "max-uploads": "1.5" }, /--max-uploads must be a whole number/],
  ])("%s", (_, given, expected) => {
    const faults = faultsOf(() => withFlags(given));
    expect(faults).toEqual([expect.stringMatching(expected)]);
    expect(faults[0]).not.toContain("secret");
  });

  test("plain HTTP to this machine, or where it is allowed", () => {
    for (const host of ["127.0.0.1", "localhost", "[::1]"])
      expect(withFlags({ service: `http://${host}:4566/x` }).service).toBe(`http://${host}:4566/x`);
    expect(withFlags({ service: "http://stack:4566", "plain-http": "allow" }).service).toBe(
      "http://stack:4566",
    );
  });
});

describe("the password", () => {
  test("is read again at each sign-in, without the line break at its end", () => {
    const { account } = withFlags();
    expect(account.password()).toBe("Relay-password-2345");
    writeFileSync(passwordFile, " next one \r\n");
    expect(account.password()).toBe(" next one ");
  });

  test("is in no printed settings", () => {
    writeStack(STACK);
    for (const settings of [withFlags(), readSettings({}, [], home)]) {
      expect(JSON.stringify(settings) + inspect(settings, { depth: 9 })).not.toMatch(/-password-2345/);
    }
  });
});

describe("authentication", () => {
  const loopback = { "without-authentication": "loopback", "owner-without-authentication": OWNER } as const;

  test("is needed unless both options are given; then one owner has all files", () => {
    expect(withFlags().callers).toEqual({ kind: "tokens" });
    expect(withFlags(loopback).callers).toEqual({ kind: "none", owner: OWNER });
  });

  test("the users that the relay acts for", () => {
    expect(withFlags({ "acts-for": OWNER }).callers).toEqual({ kind: "tokens", actsFor: [OWNER] });
    expect(faultsOf(() => withFlags({ ...loopback, "acts-for": OWNER }))).toEqual([
      "--acts-for needs authentication; leave it out.",
    ]);
  });

  test.each<[string, Given, RegExp]>([
    ["only the word", { "without-authentication": "loopback" }, /needs --owner-without-authentication/],
    ["only the owner", { "owner-without-authentication": OWNER }, /needs --without-authentication=loopback/],
    ["another word", { ...loopback, "without-authentication": "yes" }, /must be loopback or network/],
    [
      "an owner who is no sub",
      { ...loopback, "owner-without-authentication": "me" },
      /must be the sub of a user/,
    ],
    [
      "a host of the network",
      { ...loopback, host: "0.0.0.0" },
      /needs a loopback address as --host, not 0\.0\.0\.0/,
    ],
    ["a name that may be anything", { ...loopback, host: "relay.lan" }, /needs a loopback address/],
  ])("refused: %s", (_, given, expected) => {
    expect(faultsOf(() => withFlags(given))).toEqual([expect.stringMatching(expected)]);
  });

  test("on the network only with the other word", () => {
    const { callers, host } = withFlags({
      ...loopback,
      "without-authentication": "network",
      host: "0.0.0.0",
    });
    expect({ callers, host }).toEqual({ callers: { kind: "none", owner: OWNER }, host: "0.0.0.0" });
  });
});

describe("every option", () => {
  test.each(optionNames)("--%s has a default or an example that it accepts", (name) => {
    const option: Option = OPTIONS[name];
    expect(() => option.read(option.example)).not.toThrow();
    if ("default" in option) expect(() => option.read(option.default ?? "")).not.toThrow();
    if ("default" in option) expect(option.example).not.toBe(option.default);
  });

  test("means the same as a flag and as a variable", () => {
    const plain = (settings: object) => JSON.parse(JSON.stringify(settings));
    fc.assert(
      fc.property(fc.subarray(optionNames), fc.subarray(optionNames), (chosen, flags) => {
        const texts = accepted();
        const given: Given = { ...required() };
        for (const name of chosen) given[name] = texts[name] ?? "";
        for (const [one, other] of [
          ["tls-certificate", "tls-key"],
          ["without-authentication", "owner-without-authentication"],
        ] as const) {
          if (given[one] === undefined) delete given[other];
          else given[other] = texts[other] ?? "";
        }
        delete given["acts-for"];
        const names = Object.keys(given) as OptionName[];
        const split = (wanted: boolean) =>
          Object.fromEntries(
            names.filter((name) => flags.includes(name) === wanted).map((name) => [name, given[name] ?? ""]),
          );
        expect(plain(readSettings(asVariables(split(false)), asFlags(split(true)), home))).toEqual(
          plain(readSettings({}, asFlags(given), home)),
        );
      }),
    );
  });

  test("a misspelt one is refused with the right one", () => {
    const long = optionNames.filter((name) => name.length > 5);
    fc.assert(
      fc.property(fc.constantFrom(...long), fc.nat(), (name, at) => {
        const index = at % name.length;
        const typo = `${name.slice(0, index)}${name.slice(index + 1)}`;
        fc.pre(!optionNames.includes(typo as OptionName));
        // As near to max-form-files.
        fc.pre(typo !== "max-form-filds");
        const flags = faultsOf(() => readSettings({}, [...asFlags(required()), `--${typo}=1`], home));
        expect(flags).toEqual([`"--${typo}" is not an option. Did you mean --${name}?`]);
        const variables = { ...asVariables(required()), [variableOf(typo)]: "1" };
        expect(faultsOf(() => readSettings(variables, [], home))).toEqual([
          `"${variableOf(typo)}" is not a setting. Did you mean ${variableOf(name)}?`,
        ]);
      }),
    );
  });

  test("whatever is given: settings, or a fault that is readable", () => {
    const word = fc.oneof(
      fc.string({ unit: "binary", maxLength: 20 }),
      fc.constantFrom(...optionNames.map((name) => `--${name}`)),
      fc.tuple(fc.constantFrom(...optionNames), fc.string()).map(([name, text]) => `--${name}=${text}`),
      fc.constantFrom("--__proto__=1", "--constructor=1", "--toString", "--", "-p", "--no-port"),
    );
    const variables = fc.dictionary(
      fc.oneof(
        fc.constantFrom(...optionNames.map(variableOf)),
        fc.string().map((text) => `MALOTE_RELAY_${text}`),
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(word), variables, (argv, environment) => {
        for (const fault of faultsOf(() => readSettings(environment, argv, home)))
          expect(fault).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});
