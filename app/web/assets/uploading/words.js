// What is said of an upload.

const LABELS = {
  audio: "recording",
  image: "picture",
  document: "document",
};

export const size = (bytes) => {
  const [amount, unit] = bytes < 1e6 ? [bytes / 1e3, "kB"] : [bytes / 1e6, "MB"];
  return `${amount < 10 ? amount.toFixed(1) : Math.round(amount)} ${unit}`;
};

export const time = (seconds) => {
  if (!Number.isFinite(seconds)) return "";
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s left`;
  return `${Math.round(seconds / 60)} min left`;
};

// What the server said, if it said it in words; else what to do.
export const inWords = (error) => {
  const response = error.originalResponse;
  if (!response) return "The connection is gone. What has arrived is kept: try again when you are back online.";
  try {
    const { message } = JSON.parse(response.getBody());
    if (message) return message;
  } catch {
    // not JSON: a proxy answered
  }
  return `The server answered ${response.getStatus()}. What has arrived is kept; please try again.`;
};

export const arrived = (asset) => {
  const told = asset.problems.map((problem) => problem.message);
  return [`The ${LABELS[asset.kind]} “${asset.name}” is in the library.`, ...told].join(" ");
};
