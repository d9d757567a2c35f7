import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { type StackJson, startStack } from "../../local/stack/index.ts";
import { ensureGoTool } from "../../tools/go/ensure-tool.ts";
import { claimPort } from "../../tools/processes/port.ts";
import { startVersitygw } from "../../tools/servers/versitygw.ts";
import { ensureElasticmq } from "./servers/elasticmq/install.ts";
import { startElasticmq } from "./servers/elasticmq/start.ts";
import { createS3User } from "./servers/ministack-user.ts";
import type { S3Server } from "./servers/s3-server.ts";

declare module "vitest" {
  interface ProvidedContext {
    s3Servers: S3Server[];
    realStack: StackJson;
    /** The endpoint of ElasticMQ. It accepts any credentials. */
    elasticmq: string;
    /** The origin of a web app that the stack allows, on a free port of this machine. */
    appOrigin: string;
  }
}

/** Deploys the template to an emulator of its own, and starts versitygw and ElasticMQ. */
export default async function setup(project: TestProject) {
  const onLine = (line: string) => console.error(line);
  const stops: (() => Promise<unknown>)[] = [];
  const stopAll = () => Promise.all(stops.map((stop) => stop()));
  try {
    const versitygw = await startVersitygw(await ensureGoTool("versitygw", { onLine }));
    stops.push(versitygw.stop);
    const elasticmq = await startElasticmq(await ensureElasticmq({ onLine }));
    stops.push(elasticmq.stop);
    const home = await mkdtemp(join(tmpdir(), "malote-real-"));
    const cleanHome = () => rm(home, { recursive: true, force: true });
    const appOrigin = `http://localhost:${await claimPort(0)}`;
    project.provide("appOrigin", appOrigin);
    const stack = await startStack({
      port: 0,
      home,
      page: true,
      allowOrigins: [appOrigin],
      parameters: {
        PublishStatusEvents: "true",
        StatusEventsBus: "malote-real",
        Webhooks: "true",
        Inbox: "true",
      },
    }).catch(async (error: unknown) => {
      await cleanHome();
      throw error;
    });
    stops.push(() => stack.stop().finally(cleanHome));
    project.provide("realStack", stack.outputs);
    project.provide("s3Servers", [versitygw.server, await createS3User(stack.outputs)]);
    project.provide("elasticmq", elasticmq.endpoint);
    return async () => {
      await stopAll();
    };
  } catch (error) {
    await stopAll();
    throw error;
  }
}
