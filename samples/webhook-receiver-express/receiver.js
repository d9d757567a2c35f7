// Receives webhooks of Malote with Express: WEBHOOK_SECRET=whsec_… PORT=8080 node receiver.js
import express from "express";
import { Webhook } from "standardwebhooks";

const { WEBHOOK_SECRET, PORT = "8080", HOST = "127.0.0.1" } = process.env;
if (!WEBHOOK_SECRET) throw new Error("Set WEBHOOK_SECRET to the secret that POST /webhooks returned.");
const webhook = new Webhook(WEBHOOK_SECRET);

/** The ids that were handled. Keep yours in a database, for seven days: a restart forgets these. */
const handled = new Set();

/** Your work. It should only store the webhook here: the response must be sent within 10 seconds. */
const handle = ({ type, data }) => {
  console.log(`${type} ${data.file_id} ${data.file_name}`);
};

const app = express();

// The signature is over the bytes as they came, so no parser may run before.
app.post("/malote", express.raw({ type: "application/json", limit: "256kb" }), (request, response) => {
  let body;
  try {
    body = webhook.verify(request.body, request.headers);
  } catch {
    // Neither a body without a good signature nor one that is no JSON is worth a retry. But only 2xx and 410 end it.
    response.status(400).send("The signature does not fit.");
    return;
  }
  const id = request.headers["webhook-id"];
  if (!handled.has(id)) {
    handle(body);
    // Only now: if handle throws, Malote sends the webhook again.
    handled.add(id);
  }
  response.status(204).end();
});

const server = app.listen(Number(PORT), HOST, () => {
  console.log(`listening on http://${HOST}:${server.address().port}/malote`);
});
