import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };

const text = (path: string) => readFileSync(path, "utf8");

// npm warns about these packages, but .npmrc silences its warnings.
test("every package with an install script is allowed or refused in package.json", () => {
  const lock: { packages: Record<string, { hasInstallScript?: boolean }> } = JSON.parse(
    text("package-lock.json"),
  );
  const scripted = Object.entries(lock.packages)
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([path]) => path.replace(/^.*node_modules\//, ""));
  expect(Object.keys(manifest.allowScripts).toSorted()).toEqual([...new Set(scripted)].toSorted());
});

test("npm refuses to install a package whose script is neither", () => {
  expect(text(".npmrc")).toMatch(/^strict-allow-scripts=true$/m);
});

test(".ci/run runs the scripts that are allowed, and no other", () => {
  const allowed = Object.entries(manifest.allowScripts).flatMap(([name, is]) => (is ? [name] : []));
  expect(text(".ci/run")).toContain(
    `npm ci --ignore-scripts && npm rebuild ${allowed.toSorted().join(" ")} || exit 1\n`,
  );
});

test.each([
  ".ci/run",
  ".github/actions/setup/action.yml",
])("%s installs nothing without --ignore-scripts", (path) => {
  const installations = text(path).match(/^[^#\n]*\bnpm (ci|install|i|add)\b.*$/gm) ?? [];
  expect(installations).not.toEqual([]);
  for (const command of installations)
    expect(command).toMatch(/\bnpm ci --ignore-scripts( && npm rebuild .+)?$/);
});
