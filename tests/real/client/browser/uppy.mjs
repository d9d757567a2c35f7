// The page of uppy.test.ts: stock Uppy with the plugin, and with Golden Retriever if the test wants it.
import Uppy from "@uppy/core";
import GoldenRetriever from "@uppy/golden-retriever";
import { connect } from "malote";
import { MaloteUpload } from "malote/uppy";

globalThis.begin = ({ url, token, retriever, connection, options }) => {
  const uppy = new Uppy({ id: "page" });
  const events = [];
  uppy.on("upload-start", (files) => events.push(`start ${files.length}`));
  uppy.on("upload-success", (_, { body }) => events.push(`success ${body.resumed ? "resumed" : "new"}`));
  uppy.on("upload-error", (_, { message }) => events.push(`error ${message}`));
  uppy.on("file-status", (_, { status }) => events.push(status));
  uppy.on("complete", ({ successful, failed }) =>
    events.push(`complete ${successful.length} ${failed.length}`),
  );
  uppy.use(MaloteUpload, {
    malote: connect({ url, token, retryDelay: 20, ...connection }),
    hedging: 0,
    ...options,
  });
  if (retriever) uppy.use(GoldenRetriever, retriever);
  Object.assign(globalThis, { uppy, events });
};

/** The same file each time, as the user chooses it from the disk. */
globalThis.choose = (name, seed, size, bytesOf) => {
  // The text of a function of the test, which is not a part of this bundle.
  const bytes = new Function(`return (${bytesOf})`)()(seed, size);
  return globalThis.uppy.addFile(
    new File([bytes], name, { type: "application/octet-stream", lastModified: 1000 }),
  );
};

/** How many files Golden Retriever has kept with their bytes. */
globalThis.kept = () =>
  new Promise((resolve, reject) => {
    const opening = indexedDB.open("uppy-blobs");
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      const counting = database.transaction("files").objectStore("files").count();
      counting.onsuccess = () => {
        database.close();
        resolve(counting.result);
      };
    };
  });
