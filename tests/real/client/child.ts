// node --conditions=malote-source child.ts JSON: uploads one file, with a folder that remembers it. Prints the outcome as JSON.
import { connect, folderStore, upload } from "malote/node";

export type ChildInput = {
  url: string;
  token: string;
  path: string;
  store: string;
};

export type ChildOutput = { file_id: string; resumed: boolean };

const { url, token, path, store }: ChildInput = JSON.parse(process.argv[2] ?? "{}");
const malote = connect({ url, token, retryDelay: 20 });
const { file_id, resumed } = await upload(malote, path, {
  multipartFrom: 0,
  hedging: 0,
  store: folderStore(store),
});
console.log(JSON.stringify({ file_id, resumed } satisfies ChildOutput));
