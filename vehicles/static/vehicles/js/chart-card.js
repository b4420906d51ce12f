// One chart with what belongs to it: figures, crosshair in words, notes, table.

import { drawHeat } from "./chart-heat.js";
import { chartKeys } from "./chart-keys.js";
import { drawLegend } from "./chart-legend.js";
import { chartOptions } from "./chart-options.js";
import { colourOf } from "./chart-colours.js";
import { plotted } from "./chart-series.js";
import { fillTable, markChoices } from "./chart-table.js";
import { chartTimes } from "./chart-time.js";
import { wordsAt } from "./chart-words.js";

export class ChartCard {
  constructor(element, page) {
    this.element = element;
    this.page = page;
    this.card = element.closest("[data-chart-card]");
    this.url = new URL(element.dataset.url, location.href);
    this.whole = null;
    this.local = null; // the zoom of a chart that is not over time
    this.undo = new AbortController();
    this.listen();
    this.show(JSON.parse(document.getElementById(element.dataset.figures).textContent));
  }

  part(name) {
    return this.card.querySelector(`[data-chart-${name}]`);
  }

  get isOverTime() {
    return this.figures.x_kind === "time" || this.figures.x_kind === "period";
  }

  // ---- loading

  address() {
    this.page.writeTo(this.url);
    if (!this.url.searchParams.has("range")) this.url.searchParams.set("range", this.firstRange);
    return this.url;
  }

  async load() {
    this.fetching?.abort();
    this.fetching = new AbortController();
    this.tell("loading", !this.plot);
    this.element.setAttribute("aria-busy", "true");
    try {
      const options = { signal: this.fetching.signal, headers: { Accept: "application/json" } };
      const answer = await fetch(this.address(), options);
      if (!answer.ok) throw new Error(`answered ${answer.status}`);
      this.show(await answer.json());
    } catch (error) {
      if (error.name === "AbortError") return;
      this.tell("failed");
    }
    this.element.removeAttribute("aria-busy");
  }

  // Shows one of the notes that lie over the chart, or none.
  tell(name, shown = true) {
    for (const note of ["loading", "nothing", "failed"]) this.part(note).hidden = note !== name || !shown;
  }

  show(figures) {
    this.firstRange ??= figures.range;
    this.figures = figures;
    this.whole = figures.whole;
    this.local = null;
    this.part("title").textContent = figures.title;
    this.part("nothing").textContent = figures.empty;
    this.times = chartTimes(figures.time_zone);
    fillTable(this.card, figures, this.url);
    markChoices(this.card, figures);
    if (figures.x_kind === "none") drawHeat(this.part("heat"), figures.heat);
    else this.drawPlot();
    this.sayWindow();
    this.tell(this.tellsNothing() ? "nothing" : null);
  }

  tellsNothing() {
    const { heat } = this.figures;
    if (heat) return heat.rows.every(({ cells }) => cells.every(({ level }) => level === 0));
    return !this.figures.series.some(({ values }) => values.some((value) => value !== null));
  }

  // ---- drawing

  get window() {
    if (this.local) return this.local;
    if (this.isOverTime) return (this.previewing && this.page.zoomed) || [this.figures.from, this.figures.to];
    return this.wholeOfNumbers();
  }

  wholeOfNumbers() {
    const { x } = this.figures;
    if (!x.length) return [0, 1];
    const room = (x.at(-1) - x[0]) * 0.03 || 1;
    return [x[0] - room, x.at(-1) + room];
  }

  colour(name) {
    return colourOf(this.element, name);
  }

  drawPlot() {
    this.data = plotted(this.figures);
    // Other series mean other axes; uPlot is made anew then, and given new data otherwise.
    const shape = JSON.stringify([this.figures.x_kind, this.figures.series.map(({ values, low, high, ...look }) => [look, Boolean(low)])]);
    this.previewing = false;
    if (this.plot && shape === this.shape) {
      this.plot.setData(this.data.columns, false);
      this.fit();
    } else {
      this.plot?.destroy();
      this.plot = new uPlot(chartOptions(this), this.data.columns, this.element);
      this.part("tools").hidden = false;
      if (!this.shape) chartKeys(this.element, this);
      this.shape = shape;
    }
    drawLegend(this.part("legend"), this.figures);
    this.element.setAttribute("aria-valuemin", "0");
    this.element.setAttribute("aria-valuemax", String(Math.max(this.figures.x.length - 1, 0)));
    this.point(null);
  }

  size() {
    return { width: this.element.clientWidth, height: this.element.clientHeight };
  }

  fit() {
    this.plot.setScale("x", { min: this.window[0], max: this.window[1] });
    this.plot.redraw(true, true);
  }

  // The page's zoom has moved: look at that part of what is already here.
  follow() {
    if (!this.plot || !this.isOverTime) return;
    this.previewing = true;
    this.fit();
    this.sayWindow();
  }

  // ---- the crosshair, in words

  point(index) {
    this.index = index ?? null;
    const words = this.index === null ? "" : wordsAt(this, this.index);
    this.part("readout").textContent = words;
    this.element.setAttribute("aria-valuenow", String(this.index ?? 0));
    this.element.setAttribute("aria-valuetext", words || this.part("caption").textContent);
  }

  // The pointer or a key moved this chart's crosshair; those of the page's other charts go along.
  pointHere(index) {
    this.point(index);
    if (this.isOverTime) this.page.point(this, this.index === null ? null : this.data.columns[0][this.index]);
  }

  pointAt(at) {
    if (!this.plot || !this.isOverTime) return;
    const index = at === null ? -1 : this.plot.valToIdx(at);
    const told = index >= 0 && index < this.figures.x.length && this.isShown(index);
    this.plot.setCursor(told ? { left: this.plot.valToPos(at, "x"), top: 0 } : { left: -10, top: -10 }, false);
    this.point(told ? index : null);
  }

  // The address of what the crosshair is on, such as a charge.
  open() {
    const at = this.index === null ? null : this.figures.x[this.index];
    const span = this.figures.shaded.find(({ start, end, url }) => url && at !== null && start <= at && at <= end);
    if (span) location.assign(span.url);
  }

  isShown(index) {
    const at = this.data.columns[0][index];
    return at >= this.window[0] && at <= this.window[1];
  }

  step(count) {
    const at = this.data.columns[0];
    if (!this.plot || !at.length) return;
    const first = at.findIndex((time) => time >= this.window[0]);
    const last = at.findLastIndex((time) => time <= this.window[1]);
    if (first < 0 || last < first) return;
    // From nowhere a step leads to the nearer end, Home and End to their own.
    const entry = Number.isFinite(count) ? (count > 0 ? first : last) : count;
    const wanted = this.index === null ? entry : this.index + count;
    const index = Math.min(Math.max(wanted, first), last);
    this.plot.setCursor({ left: this.plot.valToPos(at[index], "x"), top: 0 }, false);
    this.pointHere(index);
  }

  // ---- zooming: over time it is the page's, over other figures the chart's own

  isZoomed() {
    return this.isOverTime ? this.page.zoomed !== null : this.local !== null;
  }

  zoomToSelection(plot) {
    const { left, width } = plot.select;
    if (width < 6) return;
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.zoomTo(plot.posToVal(left, "x"), plot.posToVal(left + width, "x"));
  }

  zoomBy(factor) {
    if (!this.plot) return;
    const [from, to] = this.window;
    const middle = this.index === null ? (from + to) / 2 : this.data.columns[0][this.index];
    const span = (to - from) * factor;
    const whole = this.isOverTime ? this.whole : this.wholeOfNumbers();
    if (factor > 1 && span >= whole[1] - whole[0]) this.leave();
    else this.zoomTo(middle - span / 2, middle + span / 2);
  }

  zoomTo(from, to) {
    this.preview(from, to);
    this.settle();
  }

  preview(from, to) {
    if (!this.plot) return;
    if (this.isOverTime) {
      this.page.preview(from, to, this.whole);
      return;
    }
    const whole = this.wholeOfNumbers();
    this.local = [Math.max(from, whole[0]), Math.min(to, whole[1])];
    this.fit();
    this.sayWindow();
  }

  settle() {
    if (this.isOverTime) this.page.settle(this.figures.range);
  }

  leave() {
    if (this.isOverTime) {
      this.page.leave(this.figures.range);
    } else if (this.local) {
      this.local = null;
      this.fit();
      this.sayWindow();
    }
  }

  sayWindow() {
    const { zoomed } = this.page;
    const follows = this.isOverTime || this.figures.heat;
    this.part("caption").textContent = zoomed && follows
      ? this.element.dataset.zoomed
          .replace("{range}", this.times.span(...zoomed))
          .replace("{zone}", this.figures.time_zone)
      : this.figures.caption;
    if (!this.plot) return;
    this.card.querySelector("[data-zoom=leave]").hidden = !this.isZoomed();
    this.card.querySelector("[data-zoom=out]").setAttribute("aria-disabled", String(!this.isZoomed()));
  }

  // ---- life

  listen() {
    const { signal } = this.undo;
    const redraw = () => this.plot?.redraw(false, true);
    this.part("retry").addEventListener("click", () => this.load(), { signal });
    this.part("tools")?.addEventListener("click", (event) => this.pressed(event), { signal });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw, { signal });
    this.theme = new MutationObserver(redraw);
    this.theme.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    this.sizes = new ResizeObserver(() => requestAnimationFrame(() => this.resize()));
    this.sizes.observe(this.element);
  }

  resize() {
    if (!this.plot) return;
    this.plot.setSize(this.size());
  }

  pressed(event) {
    const asked = event.target.closest("[data-zoom]")?.dataset.zoom;
    if (asked === "in") this.zoomBy(0.5);
    if (asked === "out") this.zoomBy(2);
    if (asked === "leave") {
      // The button that had the focus is about to go.
      this.card.querySelector("[data-zoom=in]").focus();
      this.leave();
    }
  }

  destroy() {
    this.fetching?.abort();
    this.undo.abort();
    this.theme.disconnect();
    this.sizes.disconnect();
    this.plot?.destroy();
    this.plot = null;
  }
}
