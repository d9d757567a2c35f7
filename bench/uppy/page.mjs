// The page of the benchmark: stock Uppy with one of the two uploaders, and Golden Retriever if it is wanted.
import AwsS3 from "@uppy/aws-s3";
import Uppy from "@uppy/core";
import GoldenRetriever from "@uppy/golden-retriever";
import { connect } from "malote";
import { MaloteUpload } from "malote/uppy";
import { bytesOf } from "../../tests/real/client/bytes.ts";

let uppy;

const uploaders = {
  malote: ({ url, token }) => uppy.use(MaloteUpload, { malote: connect({ url, token }), multipartFrom: 0 }),
  // The same parts as those of the service's plan. The default are 5 MiB, from 100 MiB on.
  "@uppy/aws-s3": ({ signer, partBytes }) =>
    uppy.use(AwsS3, {
      shouldUseMultipart: true,
      getChunkSize: () => partBytes,
      signRequest: async (request) => {
        const response = await fetch(signer, { method: "POST", body: JSON.stringify(request) });
        return response.json();
      },
    }),
};

globalThis.begin = (uploader, setup) => {
  uppy = new Uppy({ id: "bench" });
  uploaders[uploader](setup);
  // By default it keeps files of up to 10 MiB.
  if (setup.retriever)
    uppy.use(GoldenRetriever, { indexedDB: { maxFileSize: 2 ** 31, maxTotalSize: 2 ** 32 } });
};

/** The same file each time, as the user chooses it from the disk. */
globalThis.choose = (size) => {
  uppy.addFile(new File([bytesOf(7, size)], "film.bin", { lastModified: 1000 }));
};

/** Seconds from the start of the work until Uppy reports that the upload is complete. */
const secondsOf = async (work) => {
  const started = performance.now();
  await new Promise((resolve, reject) => {
    uppy.once("complete", ({ failed: [file] }) => (file ? reject(new Error(file.error)) : resolve()));
    work();
  });
  return (performance.now() - started) / 1000;
};

globalThis.send = () => secondsOf(() => uppy.upload());
globalThis.isRestored = () => Boolean(uppy?.getState().recoveredState);
globalThis.sendRestored = () => secondsOf(() => uppy.emit("restore-confirmed"));

/** Whether Golden Retriever has the bytes of the file, and its state, which it writes every 500 ms. */
globalThis.isKept = () =>
  new Promise((resolve) => {
    const opening = indexedDB.open("uppy-blobs");
    opening.onsuccess = () => {
      const counting = opening.result.transaction("files").objectStore("files").count();
      counting.onsuccess = () => {
        opening.result.close();
        setTimeout(() => resolve(counting.result > 0), 700);
      };
    };
  });
