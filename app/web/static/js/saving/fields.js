// The form as text: what is compared, sent and kept.

const NOT_TEXT = new Set(["csrf_token", "do", "version", "birth_key", "apart", "copy"]);

/** What is written in the form now: its fields, and one string that is the same for the same text. */
export function read(form) {
  form.dispatchEvent(new CustomEvent("desk:flush"));
  const fields = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !NOT_TEXT.has(name));
  return { fields, key: new URLSearchParams(fields).toString() };
}

/** The value of a hidden field, "" where there is none. */
export const hidden = (form, name) => form.elements[name]?.value ?? "";

/** Set a hidden field, and make it where there is none; null takes it out. */
export function setHidden(form, name, value) {
  const found = form.querySelector(`input[type="hidden"][name="${name}"]`);
  if (value === null) return void found?.remove();
  const field = found ?? form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name }));
  field.value = value;
}

/** The token of the session, in every form of the page. */
export function adoptToken(token) {
  for (const field of document.querySelectorAll('input[name="csrf_token"]')) field.value = token;
}

export const randomName = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** The words beside a field, for people. */
export function labelOf(form, name) {
  const found = form.querySelector(`[name="${CSS.escape(name)}"]`);
  const row = found?.closest("[role=group]")?.getAttribute("aria-label");
  const said = found?.labels?.[0]?.textContent.trim() ?? name.replaceAll(/[-_]/g, " ");
  return row ? `${row}: ${said}` : said;
}
