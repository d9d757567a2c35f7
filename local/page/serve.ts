// Serves the API page of the stack in HOME until it is ended. A program of its own: the supervisor starts it in
// the stack's process group, so that it lives exactly as long as the stack and cannot take it down.
//
//   node serve.ts HOME PORT
import { pageServer } from "./page-server.ts";

const [home = ".", port = "0"] = process.argv.slice(2);
pageServer(home).listen(Number(port), "127.0.0.1");
