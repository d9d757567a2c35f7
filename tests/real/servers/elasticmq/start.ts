import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startServer } from "../../../../tools/servers/start-server.ts";

const configuration = (port: number): string => `
include classpath("application.conf")
node-address { protocol = http, host = "127.0.0.1", port = ${port}, context-path = "" }
rest-sqs { enabled = true, bind-hostname = "127.0.0.1", bind-port = ${port} }
rest-stats { enabled = false }
`;

/** Starts ElasticMQ without queues. Its log stays in its own folder, because tests provoke errors. */
export const startElasticmq = async (
  jars: string,
): Promise<{ endpoint: string; stop: () => Promise<void> }> => {
  const { port, stop } = await startServer("elasticmq", async ({ port, scratch }) => {
    const file = join(scratch, "elasticmq.conf");
    await writeFile(file, configuration(port));
    return {
      command: ["java", `-Dconfig.file=${file}`, "-cp", join(jars, "*"), "org.elasticmq.server.Main"],
    };
  });
  return { endpoint: `http://127.0.0.1:${port}`, stop };
};
