// What the grid says of a day, in the page's language; the sentences come with the page.

import { DAY, writeTime } from "./week-fields.js";

const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

export class Words {
  constructor(element) {
    Object.assign(this, JSON.parse(element.textContent));
  }

  lengthOf(minutes) {
    const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
    if (!hours) return fill(this.minutes, { minutes: rest });
    return rest ? fill(this.both, { hours, minutes: rest }) : fill(this.hours, { hours });
  }

  // Without the day's name, which the control carries.
  value(day, entry) {
    return fill(this.block, {
      day: this.days[day],
      start: writeTime(entry.start),
      length: this.lengthOf(entry.length),
      end: writeTime((entry.start + entry.length) % DAY),
    });
  }

  nothing(day) {
    return fill(this.empty, { day: this.days[day] });
  }

  cleared(day) {
    return fill(this.gone, { day: this.days[day] });
  }

  gridOf(number) {
    return fill(this.grid, { number });
  }
}
