// What the editor asks the server, and a picture's way into the library (tus 1.0.0, in pieces).

const PIECE = 8 * 1024 * 1024;

export class Server {
  constructor(field) {
    this.at = field.dataset;
    this.form = field.form;
  }

  get token() {
    return this.form.querySelector("input[name=csrf_token]")?.value ?? ""; // it may be renewed meanwhile
  }

  async #json(address, options = {}) {
    let response;
    try {
      response = await fetch(address, { ...options, headers: { Accept: "application/json", "X-CSRFToken": this.token, ...options.headers } });
    } catch {
      throw new Error("The server could not be reached. Your text is kept; please try again.");
    }
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new Error(answer.message || `The server answered ${response.status}. Your text is kept; please try again.`);
    return answer;
  }

  async convert(text, to) {
    return (await this.#json(this.at.convert, { method: "POST", body: new URLSearchParams({ text, to }) })).text;
  }

  async entries(query, kind = "") {
    return (await this.#json(`${this.at.entries}?${new URLSearchParams({ q: query, kind })}`)).entries;
  }

  async pictures(query) {
    return (await this.#json(`${this.at.pictures}?${new URLSearchParams({ q: query })}`)).pictures;
  }

  // The asset that became of a file.
  async upload(file, tell) {
    const name = btoa(String.fromCharCode(...new TextEncoder().encode(file.name || "picture.png")));
    const send = async (address, method, headers, body) => {
      const response = await fetch(address, { method, body, headers: { "Tus-Resumable": "1.0.0", Accept: "application/json", "X-CSRFToken": this.token, ...headers } });
      if (response.ok) return response;
      const { message } = await response.json().catch(() => ({}));
      throw new Error(message || `The server answered ${response.status}.`);
    };
    const begun = await send(this.at.uploads, "POST", { "Upload-Length": file.size, "Upload-Metadata": `filename ${name}` });
    const address = begun.headers.get("Location");
    for (let at = 0; at < file.size; at += PIECE) {
      const piece = file.slice(at, at + PIECE);
      await send(address, "PATCH", { "Upload-Offset": at, "Content-Type": "application/offset+octet-stream" }, piece);
      tell(Math.round((Math.min(file.size, at + PIECE) / file.size) * 100));
    }
    const { asset } = await (await send(`${address}/finish`, "POST", {})).json();
    if (asset?.kind !== "image") throw new Error("That file is no picture. It is in the library now.");
    return asset;
  }
}
