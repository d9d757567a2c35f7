// multer with its disk storage, which does not fsync. The argument is { folder } as JSON.
import { mkdirSync } from "node:fs";
import type { AddressInfo } from "node:net";
import express from "express";
import multer from "multer";
import { announce } from "./serve.ts";

const { folder }: { folder: string } = JSON.parse(process.argv[2] ?? "{}");
mkdirSync(folder, { recursive: true });
const app = express();
app.post("/files", multer({ dest: folder }).any(), (_request, response) => void response.sendStatus(202));
const server = app.listen(0, "127.0.0.1", () => announce((server.address() as AddressInfo).port));
