import { connect, folderStore, upload } from "../source/node.ts";

// A process that uploads one file, to be killed: node killed.fixture.ts URL FILE STORE
const [url = "", file = "", store = ""] = process.argv.slice(2);
await upload(connect({ url, token: "t" }), file, { multipartFrom: 0, store: folderStore(store) });
