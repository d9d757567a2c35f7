import { listen } from "../light-table/listen.ts";

// A process of its own, as of any server. Asked, it tells where it listens.
const { endpoint } = await listen();

process.on("message", () => process.send?.({ endpoint }));
process.on("disconnect", () => process.exit());
