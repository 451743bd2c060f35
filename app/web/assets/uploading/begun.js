// What this browser has begun and not finished, and how to go on with it.

import { defaultOptions } from "tus-js-client";
import { element } from "./panel.js";

const KEPT_FOR = 24 * 60 * 60 * 1000; // as long as the server does

const absolute = (address) => new URL(address, location).href;

// What this browser has begun and not finished, without what the server has forgotten.
const begunHere = async () => {
  const kept = defaultOptions.urlStorage;
  const rows = document.querySelectorAll("[data-upload-url]");
  const known = new Set([...rows].map((row) => absolute(row.dataset.uploadUrl)));
  const isOver = ({ creationTime, uploadUrl }) =>
    Date.now() - new Date(creationTime) > KEPT_FOR || (document.querySelector("[data-uploads]") && !known.has(absolute(uploadUrl)));
  const begun = await kept.findAllUploads();
  for (const upload of begun.filter(isOver)) await kept.removeUpload(upload.urlStorageKey);
  return begun.filter((upload) => upload.uploadUrl && !isOver(upload));
};

// "Go on" for each of them: in its row of the list, or in a list of our own below the form.
export const offerToGoOn = async (form, choose) => {
  for (const { uploadUrl, metadata } of await begunHere()) {
    const name = metadata.filename;
    const button = element("button", { type: "button", textContent: "Go on" });
    button.append(element("span", { className: "visually-hidden", textContent: ` with ${name}` }));
    button.addEventListener("click", () => choose(name));
    const rows = [...document.querySelectorAll("[data-upload-url]")];
    const row = rows.find((listed) => absolute(listed.dataset.uploadUrl) === absolute(uploadUrl));
    if (row) row.querySelector(".buttons").prepend(button);
    else form.append(element("p", { className: "upload-offer" }, `“${name}” is not finished. `, button));
  }
};
