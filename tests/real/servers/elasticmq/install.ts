import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { access, mkdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { exclusive } from "../../../../tools/command/exclusive.ts";
import { runTool } from "../../../../tools/command/run-tool.ts";
import { type OnLine, step } from "../../../../tools/command/step.ts";
import { Trouble } from "../../../../tools/command/trouble.ts";
import { stateHome } from "../../../../tools/paths.ts";

const pom = fileURLToPath(new URL("pom.xml", import.meta.url));
const home = join(stateHome, "java");

const HOW =
  "Install Java 17 and Maven (Debian and Ubuntu: sudo apt install maven; macOS: brew install maven; https://maven.apache.org/install.html)";

/**
 * Fetches ElasticMQ's jars (37 MB) with Maven, once.
 * @returns the folder of the jars
 * @throws Trouble without Java or Maven, or with the output of Maven if it fails
 */
export const ensureElasticmq = async ({
  onLine,
  signal,
}: {
  onLine: OnLine;
  signal?: AbortSignal | undefined;
}): Promise<string> => {
  const digest = createHash("sha256")
    .update(await readFile(pom))
    .digest("hex");
  const folder = join(home, `elasticmq-${digest.slice(0, 12)}`);
  const isFetched = () =>
    access(folder).then(
      () => true,
      () => false,
    );
  // Checked also if the jars are there, because they need Java.
  for (const program of ["java", "mvn"])
    await promisify(execFile)(program, ["-version"]).catch(() => {
      throw new Trouble(`npm run test:real needs ${program}, and none was found on PATH. ${HOW}.`);
    });
  const fetchJars = async () => {
    if (await isFetched()) return;
    // All jars or none: a fetch that is cut off leaves only its draft.
    const draft = `${folder}.draft`;
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { recursive: true });
    await step(onLine, "Fetch ElasticMQ with Maven", () =>
      runTool("mvn", ["-B", "-q", "-f", pom, "dependency:copy-dependencies", `-DoutputDirectory=${draft}`], {
        name: "mvn dependency:copy-dependencies",
        cwd: home,
        env: process.env,
        signal,
      }),
    );
    await rename(draft, folder);
  };
  await exclusive(join(home, "fetch.lock"), fetchJars, {
    onWait: () => onLine("Waiting for another process that fetches ElasticMQ"),
    signal,
  });
  return folder;
};
