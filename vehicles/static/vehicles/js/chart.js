// The state-of-charge chart: fetches its series, has uPlot draw it, and keeps
// the part being looked at in the address bar. Looks, gestures, keys and dates are
// in the modules beside this one.

import { chartKeys } from "./chart-keys.js";
import { chartOptions, withUnit } from "./chart-options.js";
import { chartTimes } from "./chart-time.js";

const SHORTEST_SPAN = 15 * 60;

class StateOfChargeChart {
  constructor(element) {
    this.element = element;
    this.card = element.closest("[data-chart-card]");
    this.caption = this.card.querySelector("[data-chart-caption]").textContent;
    this.url = new URL(element.dataset.url, location.href);
    const asked = this.url.searchParams.has("from") ? this.url.searchParams : new URL(location.href).searchParams;
    this.zoomed = asked.has("from") && asked.has("to") ? [Number(asked.get("from")), Number(asked.get("to"))] : null;
    this.url.searchParams.delete("from");
    this.url.searchParams.delete("to");
    this.whole = null;
    this.undo = new AbortController();
    this.listen();
    this.load();
  }

  part(name) {
    return this.card.querySelector(`[data-chart-${name}]`);
  }

  // ---- loading

  async load() {
    this.fetching?.abort();
    this.fetching = new AbortController();
    const url = new URL(this.url);
    if (this.zoomed) {
      url.searchParams.set("from", Math.floor(this.zoomed[0]));
      url.searchParams.set("to", Math.ceil(this.zoomed[1]));
    }
    this.tell("loading", !this.plot);
    this.element.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, { signal: this.fetching.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(`answered ${answer.status}`);
      this.show(await answer.json());
      this.tell(this.series.values.some((value) => value !== null) ? null : "nothing");
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

  show(series) {
    this.series = series;
    if (!this.zoomed) this.whole = [series.from, series.to];
    this.window = this.zoomed ?? this.whole;
    this.times = chartTimes(series.time_zone);
    if (this.plot) {
      this.plot.setData([series.at, series.values], false);
      this.fit();
    } else {
      this.draw();
    }
    this.element.setAttribute("aria-valuemin", "0");
    this.element.setAttribute("aria-valuemax", String(Math.max(series.at.length - 1, 0)));
    this.sayWindow();
    this.point(null);
  }

  // ---- drawing

  colour(name) {
    return getComputedStyle(this.element).getPropertyValue(`--chart-${name}`).trim();
  }

  draw() {
    this.plot = new uPlot(chartOptions(this), [this.series.at, this.series.values], this.element);
    this.part("tools").hidden = false;
    chartKeys(this.element, this);
  }

  size() {
    return { width: this.element.clientWidth, height: this.element.clientHeight };
  }

  fit() {
    this.plot.setScale("x", { min: this.window[0], max: this.window[1] });
    this.plot.redraw(true, true);
  }

  // ---- the crosshair, in words

  point(index) {
    this.index = index;
    const words = index === null || index === undefined ? "" : this.words(index);
    this.part("readout").textContent = words;
    if (words) {
      this.element.setAttribute("aria-valuenow", String(index));
      this.element.setAttribute("aria-valuetext", words);
    } else {
      this.element.setAttribute("aria-valuenow", "0");
      this.element.setAttribute("aria-valuetext", this.part("caption").textContent);
    }
  }

  words(index) {
    const at = this.series.at[index];
    const value = this.series.values[index];
    const charging = this.series.charging.some(([from, to]) => from <= at && at <= to);
    const figure = value === null ? this.element.dataset.notTold : withUnit(String(value), this.series.unit);
    return [this.times.moment(at), figure, charging ? this.element.dataset.charging : ""].filter(Boolean).join(" · ");
  }

  step(count) {
    if (!this.plot || !this.series.at.length) return;
    const { at } = this.series;
    const first = at.findIndex((time) => time >= this.window[0]);
    const last = at.findLastIndex((time) => time <= this.window[1]);
    if (first < 0 || last < first) return;
    const wanted = this.index === null || this.index === undefined ? (count > 0 ? first : last) : this.index + count;
    const index = Math.min(Math.max(wanted, first), last);
    this.plot.setCursor({ left: this.plot.valToPos(at[index], "x"), top: 0 }, false);
    this.point(index);
  }

  // ---- zooming

  isZoomed() {
    return this.zoomed !== null;
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
    const middle = this.index === null || this.index === undefined ? (from + to) / 2 : this.series.at[this.index];
    const span = (to - from) * factor;
    if (factor > 1 && (!this.whole || span >= this.whole[1] - this.whole[0])) this.leave();
    else this.zoomTo(middle - span / 2, middle + span / 2);
  }

  zoomTo(from, to) {
    this.preview(from, to);
    this.settle();
  }

  // Moves the view at once, over what is already here; settle() fetches the finer figures.
  preview(from, to) {
    if (!this.plot) return;
    const widest = this.whole ? this.whole[1] - this.whole[0] : Infinity;
    const span = Math.min(Math.max(to - from, SHORTEST_SPAN), widest);
    let start = (from + to - span) / 2;
    if (this.whole) start = Math.min(Math.max(start, this.whole[0]), this.whole[1] - span);
    this.zoomed = span === widest ? null : [start, start + span];
    this.window = this.zoomed ?? this.whole;
    this.fit();
    this.sayWindow();
  }

  settle() {
    this.keepAddress();
    this.load();
  }

  leave() {
    if (!this.zoomed) return;
    this.zoomed = null;
    this.keepAddress();
    this.load();
  }

  keepAddress() {
    const url = new URL(location.href);
    url.searchParams.set("range", this.series.range);
    for (const [name, value] of [["from", this.zoomed?.[0]], ["to", this.zoomed?.[1]]]) {
      if (value === undefined) url.searchParams.delete(name);
      else url.searchParams.set(name, Math.round(value));
    }
    history.replaceState(history.state, "", url);
  }

  sayWindow() {
    const caption = this.part("caption");
    caption.textContent = this.zoomed
      ? this.element.dataset.zoomed
          .replace("{range}", this.times.span(...this.zoomed))
          .replace("{zone}", this.series.time_zone)
      : this.caption;
    this.card.querySelector("[data-zoom=leave]").hidden = !this.zoomed;
    this.card.querySelector("[data-zoom=out]").setAttribute("aria-disabled", String(!this.zoomed));
  }

  // ---- life

  listen() {
    const { signal } = this.undo;
    const redraw = () => this.plot?.redraw(false, true);
    this.part("retry").addEventListener("click", () => this.load(), { signal });
    this.part("tools").addEventListener("click", (event) => {
      const asked = event.target.closest("[data-zoom]")?.dataset.zoom;
      if (asked === "in") this.zoomBy(0.5);
      if (asked === "out") this.zoomBy(2);
      if (asked === "leave") {
        // The button that had the focus is about to go.
        this.card.querySelector("[data-zoom=in]").focus();
        this.leave();
      }
    }, { signal });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw, { signal });
    this.theme = new MutationObserver(redraw);
    this.theme.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    this.sizes = new ResizeObserver(() => requestAnimationFrame(() => this.plot?.setSize(this.size())));
    this.sizes.observe(this.element);
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

const charts = new Map();

function start(root) {
  for (const [element, chart] of charts) {
    if (element.isConnected) continue;
    chart.destroy();
    charts.delete(element);
  }
  for (const element of root.querySelectorAll("[data-chart]")) {
    if (!charts.has(element)) charts.set(element, new StateOfChargeChart(element));
  }
}

start(document);
document.addEventListener("htmx:afterSettle", () => start(document));
