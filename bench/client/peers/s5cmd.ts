import { runTool } from "../../../tools/command/run-tool.ts";
import { environmentOf, type Peer, type Target } from "./peer.ts";

/** s5cmd has no daemon, so each upload starts the program: some tens of milliseconds that belong to its measurement. */
export const startS5cmd = (program: string, target: Target): Peer => {
  const { endpoint, bucket, connections, partBytes, home } = target;
  const run = async (copy: string[]): Promise<void> => {
    const workers = ["--numworkers", String(connections)];
    await runTool(program, ["--endpoint-url", endpoint, "--log", "error", ...workers, "cp", ...copy], {
      name: "s5cmd cp",
      cwd: home,
      env: environmentOf(target),
    });
  };
  const inParts = ["--concurrency", String(connections), "--part-size", String(partBytes / 1024 ** 2)];
  return {
    pid: undefined,
    upload: (file, name) => run([...inParts, file, `s3://${bucket}/${name}`]),
    uploadAll: ({ path }, prefix) => run([`${path}/*`, `s3://${bucket}/${prefix}`]),
    stop: async () => {},
  };
};
