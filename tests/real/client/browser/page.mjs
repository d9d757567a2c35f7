// The page of browser.test.ts: it makes the SDK and the bytes of the tests available to the driver.
import * as malote from "malote";

const running = new Map();

/** The test makes the tokens: it has put nextToken into the page. */
const start = (id, { url, file, options, bytesOf }) => {
  const { multipart, hedging, ...connection } = options;
  const connected = malote.connect({
    url,
    token: () => globalThis.nextToken(id),
    retryDelay: 20,
    checksums: malote.checksumsInWorker(() => new Worker("/worker.js", { type: "module" })),
    ...connection,
  });
  // The text of a function of the test, which is not a part of this bundle.
  const bytes = new Function(`return (${bytesOf})`)()(file.seed, file.size);
  const source = new File([bytes], file.name, { type: file.type });
  const task = malote.upload(connected, source, {
    ...(multipart && { multipartFrom: 0 }),
    ...(hedging === false && { hedging: 0 }),
  });
  const outcome = task.then(
    ({ file_id }) => ({ ok: true, file_id }),
    (error) => {
      if (!(error instanceof malote.MaloteError)) throw error;
      const { name, code, message, removed, file_id } = error;
      return { ok: false, name, code, message, removed, file_id };
    },
  );
  running.set(id, { task, outcome });
};

globalThis.driver = {
  start,
  outcome: (id) => running.get(id).outcome,
  abort: (id) => running.get(id).task.abort(),
};
