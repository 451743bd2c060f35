// The rows of the table of chapters. What stands in its fields is what is saved; nothing else knows the chapters.

import { clock, parseTime } from "./times.js";

const NAMED = /^(rows)-\d+-/;

export class ChapterTable {
  constructor(table, changed) {
    this.body = table.tBodies[0];
    this.changed = changed;
    this.blank = this.emptied(this.body.rows[0].cloneNode(true));
    this.removed = [];
    this.body.addEventListener("input", () => changed());
    this.body.addEventListener("change", (event) => this.settled(event));
  }

  get rows() {
    return [...this.body.rows];
  }

  field(row, name) {
    return row.querySelector(`.cell-${name} input`);
  }

  time(row) {
    return parseTime(this.field(row, "start").value);
  }

  title(row) {
    return this.field(row, "title").value.trim();
  }

  isBlank(row) {
    return [...row.querySelectorAll("input")].every((field) => !field.value.trim());
  }

  // Those that have a time, in its order.
  get timed() {
    return this.rows.filter((row) => this.time(row) !== null).sort((a, b) => this.time(a) - this.time(b));
  }

  emptied(row) {
    for (const field of row.querySelectorAll("input")) {
      field.value = "";
      field.removeAttribute("value");
      field.removeAttribute("aria-invalid");
      field.removeAttribute("autofocus");
      field.removeAttribute("aria-describedby");
    }
    for (const wrong of row.querySelectorAll(".field-error")) wrong.remove();
    return row;
  }

  // A row at a time, or an empty one at the end.
  add(ms = null) {
    const spare = ms === null ? undefined : this.rows.find((row) => this.isBlank(row));
    const row = spare ?? this.blank.cloneNode(true);
    if (!spare) this.body.append(row);
    if (ms !== null) this.field(row, "start").value = clock(ms);
    this.sort();
    this.changed();
    return row;
  }

  move(row, ms) {
    this.field(row, "start").value = clock(ms);
    this.changed();
  }

  remove(row) {
    this.removed.push({ row, before: row.nextElementSibling });
    row.remove();
    if (!this.body.rows.length) this.body.append(this.blank.cloneNode(true));
    this.renumber();
    this.changed();
  }

  undo() {
    const last = this.removed.pop();
    if (!last) return null;
    this.body.insertBefore(last.row, last.before?.parentNode === this.body ? last.before : null);
    this.sort();
    this.changed();
    return last.row;
  }

  settled(event) {
    const row = event.target.closest("tr");
    if (!event.target.closest(".cell-start") || this.time(row) === null) return;
    event.target.value = clock(this.time(row));
    this.sort();
    this.changed();
  }

  // In the order of time; rows without one stay at the end. The focus stays where it is.
  sort() {
    const wanted = [...this.timed, ...this.rows.filter((row) => this.time(row) === null)];
    if (wanted.some((row, at) => row !== this.body.rows[at])) {
      const focused = document.activeElement;
      this.body.append(...wanted);
      if (this.body.contains(focused)) focused.focus();
    }
    this.renumber();
  }

  renumber() {
    for (const [at, row] of this.rows.entries()) {
      const named = (text) => text.replace(NAMED, `$1-${at}-`);
      row.querySelector(".row-number").textContent = at + 1;
      for (const count of row.querySelectorAll(".row-count")) count.textContent = at + 1;
      for (const field of row.querySelectorAll("input")) {
        field.name = named(field.name);
        field.id = named(field.id);
      }
      for (const label of row.querySelectorAll("label")) label.htmlFor = named(label.htmlFor);
      row.querySelector("[data-remove]").value = `remove-${at}`;
    }
  }
}
