// @tus/server with its own file store, which does not fsync. The argument is { folder } as JSON.
import { mkdirSync } from "node:fs";
import { FileStore } from "@tus/file-store";
import { Server } from "@tus/server";
import { serve } from "./serve.ts";

const { folder }: { folder: string } = JSON.parse(process.argv[2] ?? "{}");
mkdirSync(folder, { recursive: true });
const server = new Server({ path: "/tus", datastore: new FileStore({ directory: folder }) });
serve((request, response) => server.handle(request, response));
