// What ids are called. Questions are collected for a moment and asked together; answers are kept.

export class Names {
  #known = { asset: new Map(), entry: new Map() };
  #waiting = { asset: new Map(), entry: new Map() };
  #timer = 0;

  constructor(address) {
    this.address = address;
  }

  know(pictures, entries) {
    for (const found of pictures ?? []) this.#known.asset.set(String(found.id), found);
    for (const found of entries ?? []) this.#known.entry.set(String(found.id), found);
  }

  picture(id, tell) {
    this.#ask("asset", String(id), tell);
  }

  entry(id, tell) {
    this.#ask("entry", String(id), tell);
  }

  #ask(what, id, tell) {
    if (this.#known[what].has(id)) {
      tell(this.#known[what].get(id));
      return;
    }
    const waiting = this.#waiting[what];
    waiting.set(id, [...(waiting.get(id) ?? []), tell]);
    this.#timer ||= setTimeout(() => this.#fetch(), 30);
  }

  async #fetch() {
    this.#timer = 0;
    const asked = this.#waiting;
    this.#waiting = { asset: new Map(), entry: new Map() };
    const query = new URLSearchParams([...[...asked.asset.keys()].map((id) => ["asset", id]), ...[...asked.entry.keys()].map((id) => ["entry", id])]);
    try {
      const response = await fetch(`${this.address}?${query}`, { headers: { Accept: "application/json" } });
      if (!response.ok) return; // what is shown meanwhile stays
      const { pictures, entries } = await response.json();
      this.know(pictures, entries);
    } catch {
      return; // no line: nothing is known of it, and nothing is said
    }
    for (const what of ["asset", "entry"]) {
      for (const [id, tells] of asked[what]) for (const tell of tells) tell(this.#known[what].get(id) ?? null);
    }
  }
}
