// Serves the API page of the stack in HOME until it is ended. The supervisor starts this program in the stack's
// process group: it lives exactly as long as the stack, and its failure does not end the stack.
//
//   node serve.ts HOME PORT
import { pageServer } from "./page-server.ts";

const [home = ".", port = "0"] = process.argv.slice(2);
pageServer(home).listen(Number(port), "127.0.0.1");
