// A frame that shows one page after another without a flash and stays where it was scrolled to.
// The pages' own scripts never run: they are taken out, and the frame may run none.

const READY_MS = 5000;

// The page as a document without scripts; `more` may add to it.
export const withoutScripts = (html, more = () => {}) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const script of page.querySelectorAll("script")) script.remove();
  more(page);
  return `<!doctype html>${page.documentElement.outerHTML}`;
};

// Resolves once the frame has loaded its page with its style sheets; a picture that hangs is not waited for.
export const loaded = (frame, srcdoc) =>
  new Promise((resolve) => {
    const late = setTimeout(resolve, READY_MS);
    frame.addEventListener("load", () => {
      clearTimeout(late);
      resolve();
    });
    frame.srcdoc = srcdoc;
  });

export class LiveFrame {
  constructor(holder, { title, onShown }) {
    Object.assign(this, { holder, title, onShown, width: 1280, frame: null });
    new ResizeObserver(() => this.fit()).observe(holder);
  }

  get page() {
    return this.frame?.contentDocument ?? null;
  }

  async show(html) {
    const next = document.createElement("iframe");
    next.title = this.title;
    next.setAttribute("sandbox", "allow-same-origin");
    next.className = "live-waiting";
    next.setAttribute("aria-hidden", "true");
    next.tabIndex = -1;
    this.waiting?.remove();
    this.waiting = next;
    this.holder.append(next);
    this.fit();
    await loaded(next, withoutScripts(html));
    if (this.waiting !== next) return; // a newer one has come
    this.waiting = null;
    this.#swap(next);
  }

  #swap(next) {
    const top = this.frame?.contentWindow?.scrollY ?? 0;
    const left = this.frame?.contentWindow?.scrollX ?? 0;
    next.contentWindow.scrollTo({ top, left, behavior: "instant" });
    const old = this.frame;
    this.frame = next;
    next.className = "";
    next.removeAttribute("aria-hidden");
    next.removeAttribute("tabindex");
    old?.remove();
    // A link would lead the frame away from the page; one inside the page may go there.
    next.contentDocument.addEventListener("click", (event) => {
      const link = event.target.closest?.("a");
      if (link && !link.getAttribute("href")?.startsWith("#")) event.preventDefault();
    });
    this.onShown(next.contentDocument);
  }

  setWidth(width) {
    this.width = width;
    this.fit();
  }

  // As wide as the screen it stands for, made smaller where there is less room. Returns the share that is left.
  fit() {
    const room = this.holder.clientWidth;
    if (!room) return 1;
    this.scale = Math.min(1, room / this.width);
    for (const frame of this.holder.querySelectorAll("iframe")) {
      frame.style.width = `${this.width}px`;
      frame.style.height = `${this.holder.clientHeight / this.scale}px`;
      frame.style.transform = `scale(${this.scale})`;
      frame.style.left = `${Math.max(0, (room - this.width * this.scale) / 2)}px`;
    }
    this.holder.dispatchEvent(new CustomEvent("live:fit"));
    return this.scale;
  }
}
