// tus-js-client as somebody's program: uploads one file, told by JSON. See uploading.py.

import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { createInterface } from "node:readline";
import { FileUrlStorage, Upload } from "tus-js-client";

const told = JSON.parse(process.argv[2]);
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
let waits = true;

const say = (...words) => new Promise((written) => process.stdout.write(`${words.join(" ")}\n`, written));

const upload = new Upload(createReadStream(told.file), {
  endpoint: told.endpoint,
  headers: told.headers,
  chunkSize: told.piece,
  metadata: { filename: basename(told.file) },
  urlStorage: new FileUrlStorage(told.kept),
  retryDelays: Array(told.again).fill(100),
  onBeforeRequest: async (request) => {
    if (request.getMethod() !== "PATCH") return;
    await say("piece", request.getHeader("Upload-Offset"));
    if (waits) waits = (await lines.next()).value === "";
  },
  onSuccess: async () => {
    await say("done", upload.url);
    process.exit(0);
  },
  onError: async (error) => {
    const answer = error.originalResponse;
    await say("failed", answer ? `${answer.getStatus()} ${answer.getBody()}` : error.message);
    process.exit(0);
  },
});

const [earlier] = await upload.findPreviousUploads();
if (earlier) upload.resumeFromPreviousUpload(earlier);
upload.start();
