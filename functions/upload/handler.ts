import { hello } from "@malote/core";
export const handler = async (e: unknown) => { console.log(JSON.stringify(e)); return { statusCode: 200, body: hello(String(process.env["FILES_TABLE"])) } };
