// The focal point as a mark on the picture: a click or the arrow keys move it, and the cuts below follow at once. The two
// number fields say the same and are what is saved.

const form = document.querySelector("[data-focal]");
const frame = form.querySelector("[data-focal-frame]");
const picture = frame.querySelector("img");
const fields = { x: form.elements.x, y: form.elements.y };
const cuts = [...document.querySelectorAll("[data-shape]")];
const STEPS = { ArrowLeft: ["x", -1], ArrowRight: ["x", 1], ArrowUp: ["y", -1], ArrowDown: ["y", 1] };
const LARGE = 5;

const within = (value) => Math.min(100, Math.max(0, Math.round(value * 10) / 10));
const value = (name) => within(Number.parseFloat(fields[name].value) || 0);

const mark = document.createElement("button");
mark.type = "button";
mark.className = "focal-mark";
frame.append(mark);

// As app/media/focal.py cuts: the point in the middle, or as near to it as the edges let it be. In per cent of what is cut
// off, which is what object-position wants.
const start = (whole, part, at) => (whole > part ? (Math.min(Math.max(0, whole * at - part / 2), whole - part) / (whole - part)) * 100 : 50);

const show = () => {
  const [x, y] = [value("x"), value("y")];
  mark.style.left = `${x}%`;
  mark.style.top = `${y}%`;
  mark.setAttribute("aria-label", `The point: ${x} % across, ${y} % down`);
  const [width, height] = [Number(picture.getAttribute("width")), Number(picture.getAttribute("height"))];
  for (const cut of cuts) {
    const [across, down] = cut.dataset.shape.split("x").map(Number);
    const part = { x: Math.min(width, (height * across) / down), y: Math.min(height, (width * down) / across) };
    const image = cut.querySelector("img");
    image.style.objectPosition = `${start(width, part.x, x / 100)}% ${start(height, part.y, y / 100)}%`;
  }
};

const choose = (x, y) => {
  fields.x.value = within(x);
  fields.y.value = within(y);
  follow();
};

// From the first move on the cuts are shown from the whole picture, as they will be.
const follow = () => {
  for (const cut of cuts) {
    const image = cut.querySelector("img");
    if (image.dataset.whole) image.src = image.dataset.whole;
    delete image.dataset.whole;
  }
  show();
};

frame.addEventListener("click", (event) => {
  if (event.target === mark) return;
  const box = picture.getBoundingClientRect();
  choose(((event.clientX - box.left) / box.width) * 100, ((event.clientY - box.top) / box.height) * 100);
  mark.focus();
});

mark.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const [name, by] = step;
  const moved = { x: value("x"), y: value("y") };
  moved[name] += by * (event.shiftKey ? LARGE : 1);
  choose(moved.x, moved.y);
});

for (const field of Object.values(fields)) field.addEventListener("input", follow);
form.querySelector("[data-focal-help]").hidden = false;
show();
