import { listen } from "../light-table/listen.ts";

// The table runs in a process of its own, as every server does. It responds to a request with its endpoint.
const { endpoint } = await listen();

process.on("message", () => process.send?.({ endpoint }));
process.on("disconnect", () => process.exit());
