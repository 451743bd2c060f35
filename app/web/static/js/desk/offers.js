// A list of offers below a field, by the combobox pattern of the ARIA Authoring Practices: arrows move, Enter chooses,
// Escape closes. What is typed counts as it is when nothing is chosen.

let count = 0;

export function offer(input, { find, choose, wait }) {
  const list = document.createElement("ul");
  list.id = `offers-${++count}`;
  list.className = "offers";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "What the library has");
  list.hidden = true;
  const said = document.createElement("span");
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  input.after(list, said);
  for (const [name, value] of [
    ["role", "combobox"],
    ["aria-autocomplete", "list"],
    ["aria-controls", list.id],
    ["aria-expanded", "false"],
  ]) input.setAttribute(name, value);

  let offers = [];
  let at = -1;
  let timer = 0;
  let asked = 0;

  function close() {
    clearTimeout(timer);
    asked += 1;
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function take(place) {
    const one = offers[place];
    close();
    choose(one);
    said.textContent = `${one.key} is chosen.`;
  }

  function move(to) {
    at = (to + offers.length) % offers.length;
    [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === at)));
    list.children[at].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", list.children[at].id);
  }

  function show(found) {
    offers = found;
    at = -1;
    list.replaceChildren(...found.map((one, place) => item(one, place, () => take(place))));
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    input.removeAttribute("aria-activedescendant");
    said.textContent = found.length ? `${found.length} found. Arrow down to look.` : "Nothing in the library fits.";
  }

  function item(one, place, onTake) {
    const each = document.createElement("li");
    each.id = `${list.id}-${place}`;
    each.setAttribute("role", "option");
    each.setAttribute("aria-selected", "false");
    const key = document.createElement("strong");
    key.textContent = one.key;
    each.append(key, ` ${one.text}${one.said ? ` (${one.said.toLowerCase()})` : ""}`);
    each.addEventListener("pointerdown", (event) => {
      event.preventDefault(); // the field keeps the focus
      onTake();
    });
    return each;
  }

  async function ask() {
    const mine = ++asked;
    let found = [];
    try {
      found = await find();
    } catch {
      return; // no line: what is typed counts as it is
    }
    if (mine === asked && document.activeElement === input) show(found);
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, wait);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && list.hidden) ask();
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) return;
      move(event.key === "ArrowDown" ? at + 1 : at < 0 ? offers.length - 1 : at - 1);
    } else if (event.key === "Enter" && !list.hidden && at >= 0) take(at);
    else if (event.key === "Enter" && !list.hidden) close();
    else if (event.key === "Escape" && !list.hidden) close();
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", close);
}
