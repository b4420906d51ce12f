// The week of one program as a grid: it draws what stands in the fields, and obeys the keys.
// A day is one control, a slider where something is planned and a button where nothing is.

import { DAY, QUARTER, writeTime } from "./week-fields.js";

const HOUR = 60;
const LATEST = DAY - QUARTER;
const SHORTEST_DRAWN = 30;

const make = (name, className, parent, text = "") => {
  const element = document.createElement(name);
  element.className = className;
  element.textContent = text;
  parent?.append(element);
  return element;
};

export const place = (element, start, length) => {
  element.style.setProperty("--at", start / DAY);
  element.style.setProperty("--size", Math.min(length, DAY - start) / DAY);
};

const within = (value, low, high) => Math.max(low, Math.min(high, value));

export class WeekGrid {
  // `others` returns the programs drawn faintly behind; `open(day)` shows a day's small form.
  constructor(element, fields, words, { others, open, say }) {
    Object.assign(this, { element, fields, words, others, open, say });
    this.chosen = 0;
    this.build();
    this.draw();
  }

  get readonly() {
    return this.words.readonly;
  }

  build() {
    const { element, words } = this;
    element.replaceChildren();
    element.classList.toggle("climate", !this.fields.isCharge);
    element.classList.toggle("readonly", this.readonly);
    element.setAttribute("role", this.readonly ? "img" : "region");
    make("span", "", element);
    for (const name of words.short) make("div", "week-name", element, name).setAttribute("aria-hidden", "true");
    const hours = make("div", "week-hours", element);
    hours.setAttribute("aria-hidden", "true");
    for (let hour = 0; hour < 24; hour += 3) make("span", "", hours, writeTime(hour * HOUR)).style.setProperty("--at", hour / 24);
    this.columns = [...Array(7).keys()].map((day) => this.buildDay(day));
    element.hidden = false;
    if (this.readonly) return;
    element.addEventListener("keydown", (event) => this.key(event));
    element.addEventListener("focusin", (event) => this.focused(event));
  }

  buildDay(day) {
    const column = make("div", "week-day", this.element);
    column.dataset.column = day;
    const item = make("div", "week-item", column);
    item.dataset.item = day;
    const time = make("strong", "", item);
    const length = make("span", "length", item);
    for (const edge of ["top", "bottom"]) make("span", `week-handle ${edge}`, item).dataset.edge = edge;
    return { column, item, time, length };
  }

  // Draw all days; `held` is an entry that a pointer holds and that is not written yet.
  draw(held = null) {
    const entries = this.fields.entries();
    if (held) {
      if (held.from !== held.day) entries[held.from] = null;
      entries[held.day] = held.entry;
    }
    this.element.classList.toggle("off", !this.fields.active);
    for (const node of this.element.querySelectorAll(".week-tail, .week-ghost, .week-also")) node.remove();
    for (const program of this.others()) {
      program.entries().forEach((entry, day) => entry && this.behind("week-ghost", day, entry));
    }
    for (const { day, start, length } of this.words.also) this.behind("week-also", day, { start, length });
    entries.forEach((entry, day) => this.drawDay(day, entry));
    entries.forEach((entry, day) => {
      if (entry && entry.start + entry.length > DAY) {
        const rest = make("div", "week-tail", this.columns[(day + 1) % 7].column);
        place(rest, 0, entry.start + entry.length - DAY);
      }
    });
    const said = entries.map((entry, day) => entry && this.words.value(day, entry)).filter(Boolean);
    const label = this.words.gridOf(this.fields.number);
    this.element.setAttribute("aria-label", this.readonly ? `${label}: ${said.join("; ")}` : label);
  }

  behind(className, day, entry) {
    place(make("div", className, this.columns[day].column), entry.start, entry.length || SHORTEST_DRAWN);
    const rest = entry.start + entry.length - DAY;
    if (rest > 0) place(make("div", className, this.columns[(day + 1) % 7].column), 0, rest);
  }

  drawDay(day, entry) {
    const { item, time, length } = this.columns[day];
    item.classList.toggle("empty", !entry);
    item.classList.toggle("over", Boolean(entry) && entry.start + entry.length > DAY);
    item.classList.toggle("chosen", !this.readonly && day === this.chosen && Boolean(entry));
    time.textContent = entry ? writeTime(entry.start) : "";
    length.textContent = entry && entry.length >= 2 * HOUR ? this.words.lengthOf(entry.length) : "";
    if (entry) place(item, entry.start, entry.length || SHORTEST_DRAWN);
    if (this.readonly) return;
    item.tabIndex = day === this.chosen ? 0 : -1;
    item.setAttribute("role", entry ? "slider" : "button");
    item.setAttribute("aria-label", entry ? this.words.days[day] : this.words.nothing(day));
    const values = entry
      ? { orientation: "vertical", valuemin: 0, valuemax: LATEST, valuenow: entry.start, valuetext: this.words.value(day, entry) }
      : {};
    for (const name of ["orientation", "valuemin", "valuemax", "valuenow", "valuetext"]) {
      if (name in values) item.setAttribute(`aria-${name}`, values[name]);
      else item.removeAttribute(`aria-${name}`);
    }
  }

  choose(day, focus = true) {
    this.chosen = day;
    this.draw();
    if (focus) this.columns[day].item.focus();
  }

  focused(event) {
    const day = event.target.dataset?.item;
    if (day !== undefined && Number(day) !== this.chosen) this.choose(Number(day), false);
  }

  // What a new entry of this program begins with: like its neighbours, else as the page proposes.
  first() {
    const like = this.fields.entries().filter(Boolean).at(-1);
    return { ...(like ?? this.words.first) };
  }

  write(day, entry) {
    this.fields.write(day, entry);
    this.draw();
  }

  clear(day) {
    this.write(day, null);
    this.say(this.words.cleared(day));
  }

  key(event) {
    const day = Number(event.target.dataset.item);
    if (Number.isNaN(day) || event.altKey || event.ctrlKey || event.metaKey) return;
    if (this.goes(event, day) || this.changes(event, day)) event.preventDefault();
  }

  goes(event, day) {
    const target = { ArrowLeft: (day + 6) % 7, ArrowRight: (day + 1) % 7, Home: 0, End: 6 }[event.key];
    if (target === undefined) return false;
    this.choose(target);
    return true;
  }

  changes(event, day) {
    const entry = this.fields.entry(day);
    if (event.key === "Enter" || event.key === " ") {
      if (!entry) this.write(day, this.first());
      this.open(day);
      return true;
    }
    const steps = { ArrowUp: -QUARTER, ArrowDown: QUARTER, PageUp: -HOUR, PageDown: HOUR }[event.key];
    if (!entry) {
      if (steps === undefined) return false;
      this.write(day, this.first());
      return true;
    }
    if (event.key === "Delete" || event.key === "Backspace") this.clear(day);
    else if (steps !== undefined && event.shiftKey && this.fields.isCharge) this.lengthen(day, entry, steps);
    else if (steps !== undefined) this.write(day, { ...entry, start: within(snap(entry.start + steps, steps), 0, LATEST) });
    else if (this.fields.isCharge && ["+", "-"].includes(event.key)) this.lengthen(day, entry, event.key === "+" ? QUARTER : -QUARTER);
    else return false;
    return true;
  }

  lengthen(day, entry, steps) {
    this.write(day, { ...entry, length: within(snap(entry.length + steps, steps), QUARTER, DAY) });
  }
}

// A time that was off the quarter hours goes to the next one in its direction.
const snap = (minutes, direction) =>
  (direction > 0 ? Math.floor(minutes / QUARTER) : Math.ceil(minutes / QUARTER)) * QUARTER;
