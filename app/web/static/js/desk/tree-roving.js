// One stop for the Tab key in the whole tree; the arrow keys go from there.

const CONTROLS = "button:not(:disabled), a[href]";

export const controlsOf = (row) => [...row.querySelectorAll(CONTROLS)];

export class Roving {
  constructor(tree) {
    this.tree = tree;
    tree.addEventListener("focusin", (event) => this.stopAt(event.target));
    this.begin();
  }

  // After the rows were made anew: everything out of the Tab order but one.
  begin() {
    for (const each of this.tree.querySelectorAll(CONTROLS)) each.tabIndex = -1;
    this.current = this.tree.querySelector(CONTROLS);
    if (this.current) this.current.tabIndex = 0;
  }

  stopAt(control) {
    if (!control.matches(CONTROLS)) return;
    if (this.current) this.current.tabIndex = -1;
    this.current = control;
    control.tabIndex = 0;
  }

  // Whether the key was one of ours.
  take(key, from) {
    const row = from.closest(".tree-row");
    const rows = [...this.tree.querySelectorAll(".tree-row")];
    const at = rows.indexOf(row);
    const along = controlsOf(row);
    const moves = {
      ArrowUp: () => this.sameIn(rows[at - 1], from),
      ArrowDown: () => this.sameIn(rows[at + 1], from),
      Home: () => this.sameIn(rows[0], from),
      End: () => this.sameIn(rows[rows.length - 1], from),
      ArrowLeft: () => along[along.indexOf(from) - 1]?.focus(),
      ArrowRight: () => along[along.indexOf(from) + 1]?.focus(),
    };
    moves[key]?.();
    return key in moves;
  }

  // The same button of another row, or its handle where that button leads nowhere.
  sameIn(row, from) {
    if (!row) return;
    const kind = from.value ? `button[value="${from.value}"]:not(:disabled)` : from.matches("a") ? "a" : ".tree-handle";
    (row.querySelector(kind) ?? row.querySelector(".tree-handle")).focus();
  }
}
