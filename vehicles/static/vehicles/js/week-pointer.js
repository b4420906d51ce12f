// The grid by mouse, pen and finger: drag to make, move and lengthen; a finger that swipes scrolls the page.
// A finger makes an entry with a tap, chooses one with a tap, and moves or lengthens the chosen one.

import { DAY, QUARTER } from "./week-fields.js";

const LATEST = DAY - QUARTER;
const FAR = 4; // pixels: less is a press, not a drag
const NEW_LENGTH = 60;

const within = (value, low, high) => Math.max(low, Math.min(high, value));

export class WeekPointer {
  constructor(grid) {
    this.grid = grid;
    this.held = null;
    const element = grid.element;
    element.addEventListener("pointerdown", (event) => this.down(event));
    element.addEventListener("pointermove", (event) => this.move(event));
    element.addEventListener("pointerup", (event) => this.up(event));
    element.addEventListener("pointercancel", () => this.drop());
    element.addEventListener("dblclick", (event) => this.twice(event));
    element.addEventListener("keydown", (event) => event.key === "Escape" && this.drop());
    // A long press of a finger must not open the browser's menu over a drag.
    element.addEventListener("contextmenu", (event) => this.held && event.preventDefault());
  }

  down(event) {
    if (event.button !== 0 || !event.isPrimary) return;
    const column = event.target.closest("[data-column]");
    if (!column) return;
    const day = Number(column.dataset.column);
    const item = event.target.closest("[data-item]");
    const entry = item && !item.classList.contains("empty") ? this.grid.fields.entry(day) : null;
    const finger = event.pointerType === "touch";
    const wasChosen = this.grid.chosen === day && document.activeElement === item;
    this.held = {
      day,
      from: day,
      entry,
      before: entry,
      finger,
      wasChosen,
      edge: event.target.dataset.edge ?? "",
      at: { x: event.clientX, y: event.clientY },
      minute: this.minuteOf(column, event.clientY),
      moved: false,
    };
    // A finger on what is not chosen may want to scroll: wait and see.
    if (finger && !(entry && wasChosen)) return;
    event.preventDefault();
    this.grid.element.setPointerCapture(event.pointerId);
    if (entry) this.grid.choose(day);
  }

  move(event) {
    const { held } = this;
    if (!held || (held.finger && !(held.before && held.wasChosen))) return;
    const far = Math.hypot(event.clientX - held.at.x, event.clientY - held.at.y) > FAR;
    if (!held.moved && !far) return;
    held.moved = true;
    const minute = this.minuteOf(this.grid.columns[held.from].column, event.clientY);
    if (!held.before) this.stretchNew(held, minute);
    else if (held.edge === "bottom") this.moveEnd(held, minute);
    else if (held.edge === "top") this.moveStart(held, minute);
    else this.carry(held, minute, event.clientX);
    if (held.entry) {
      this.grid.draw(held);
      this.grid.columns[held.day].item.classList.add("moving");
    }
  }

  // A new one grows from where the button went down, in either direction.
  stretchNew(held, minute) {
    if (this.grid.fields.entry(held.day)) return;
    const start = quarter(held.minute);
    if (!this.grid.fields.isCharge) {
      held.entry = { start: within(quarter(minute), 0, LATEST), length: 0 };
      return;
    }
    const other = within(quarter(minute), 0, DAY);
    const [first, last] = [Math.min(start, other), Math.max(start, other)];
    held.entry = { start: within(first, 0, LATEST), length: Math.max(QUARTER, last - first) };
  }

  moveEnd(held, minute) {
    const length = within(quarter(minute - held.before.start), QUARTER, DAY);
    held.entry = { ...held.before, length };
  }

  moveStart(held, minute) {
    const end = held.before.start + held.before.length;
    const start = within(quarter(minute), Math.max(0, end - DAY), Math.min(LATEST, end - QUARTER));
    held.entry = { start, length: end - start };
  }

  carry(held, minute, x) {
    const start = within(quarter(held.before.start + minute - held.minute), 0, LATEST);
    const day = this.dayAt(x) ?? held.day;
    if (day === held.from || !this.grid.fields.entry(day)) held.day = day;
    held.entry = { ...held.before, start };
  }

  up(event) {
    const { held } = this;
    this.held = null;
    if (!held) return;
    if (held.moved && held.entry) this.put(held);
    else if (!held.moved) this.press(held, event);
    this.grid.draw();
  }

  put(held) {
    if (held.from !== held.day) this.grid.fields.write(held.from, null);
    this.grid.write(held.day, held.entry);
    this.grid.choose(held.day);
  }

  press(held, event) {
    if (Math.hypot(event.clientX - held.at.x, event.clientY - held.at.y) > FAR * 3) return;
    const { fields } = this.grid;
    if (held.before) {
      this.grid.choose(held.day);
      if (held.finger && held.wasChosen) this.grid.open(held.day);
      return;
    }
    if (fields.entry(held.day)) {
      this.grid.choose(held.day);
      return;
    }
    const start = within(Math.floor(held.minute / QUARTER) * QUARTER, 0, LATEST);
    this.grid.write(held.day, { start, length: fields.isCharge ? NEW_LENGTH : 0 });
    this.grid.choose(held.day);
  }

  twice(event) {
    const item = event.target.closest("[data-item]");
    if (item && !item.classList.contains("empty")) this.grid.open(Number(item.dataset.item));
  }

  drop() {
    if (!this.held) return;
    this.held = null;
    this.grid.draw();
  }

  minuteOf(column, y) {
    const box = column.getBoundingClientRect();
    return ((y - box.top) / box.height) * DAY;
  }

  dayAt(x) {
    const day = this.grid.columns.findIndex(({ column }) => {
      const box = column.getBoundingClientRect();
      return x >= box.left && x <= box.right;
    });
    return day < 0 ? null : day;
  }
}

const quarter = (minutes) => Math.round(minutes / QUARTER) * QUARTER;
