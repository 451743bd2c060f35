// Talking to the server: every answer becomes one of a few words, so that nobody else needs to know HTTP.

const MEANING = { 200: "saved", 400: "session", 401: "session", 403: "refused", 404: "gone", 409: "conflict", 410: "gone", 413: "invalid", 422: "invalid" };
const PATIENCE_MS = 30_000;
/** Browsers send no more than 64 KiB when a page closes. */
const CLOSING_BYTES = 60_000;

const token = () => document.querySelector('input[name="csrf_token"]')?.value ?? "";

/** Send a form. `what`: saved, session, refused, gone, conflict, invalid, or unreachable; `body` is what came with it. */
export async function post(address, fields, { keepalive = false } = {}) {
  const headers = { Accept: "application/json", "X-CSRFToken": token() };
  const signal = keepalive ? undefined : AbortSignal.timeout(PATIENCE_MS);
  try {
    const answer = await fetch(address, { method: "POST", headers, body: new URLSearchParams(fields), keepalive, signal, redirect: "error" });
    const body = await answer.json().catch(() => ({}));
    return { what: MEANING[answer.status] ?? "unreachable", status: answer.status, body };
  } catch {
    return { what: "unreachable", status: 0, body: {} };
  }
}

/** Send what is small enough while the page closes; nobody waits for the answer. */
export function postWhileClosing(address, fields) {
  if (new URLSearchParams(fields).toString().length < CLOSING_BYTES) post(address, fields, { keepalive: true });
}

/** Who is logged in now, with the token of that session; null without an answer. */
export async function whoIsThere(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}
