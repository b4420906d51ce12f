// What the charts of one page have in common: range, step and zoom, which the address
// bar keeps so that a link shows the same again, and the place of the crosshair.

const SHORTEST_SPAN = 15 * 60;
const KEPT = ["range", "step", "from", "to"];

export class ChartPage {
  constructor(charts) {
    this.charts = charts;
    this.readAddress();
    addEventListener("popstate", () => {
      this.readAddress();
      this.loadAll();
    });
    document.addEventListener("click", (event) => this.choose(event));
  }

  readAddress() {
    const asked = new URL(location.href).searchParams;
    this.range = asked.get("range");
    this.step = asked.get("step");
    this.zoomed = asked.has("from") && asked.has("to") ? [Number(asked.get("from")), Number(asked.get("to"))] : null;
  }

  // What every chart's address gets, so that all show the same part of time.
  query() {
    const asked = { range: this.range, step: this.step };
    if (this.zoomed) Object.assign(asked, { from: Math.floor(this.zoomed[0]), to: Math.ceil(this.zoomed[1]) });
    return asked;
  }

  writeTo(url) {
    const asked = this.query();
    for (const name of KEPT) {
      if (asked[name] === null || asked[name] === undefined) url.searchParams.delete(name);
      else url.searchParams.set(name, asked[name]);
    }
    return url;
  }

  keepAddress(how) {
    const url = this.writeTo(new URL(location.href));
    url.searchParams.delete("page");
    history[how](history.state, "", url);
  }

  loadAll() {
    for (const chart of this.charts()) chart.load();
    document.dispatchEvent(new CustomEvent("chart:window"));
  }

  // ---- range and step: links that are answered here

  choose(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    const link = event.target.closest("[data-chart-card] a[data-range], [data-chart-card] a[data-step]");
    if (!link) return;
    event.preventDefault();
    const asked = new URL(link.href).searchParams;
    this.range = asked.get("range");
    this.step = asked.get("step");
    if (link.dataset.range) this.zoomed = null;
    this.keepAddress("pushState");
    this.loadAll();
  }

  // ---- zoom

  // Moves the view at once, over what is already here; settle() fetches the finer figures.
  preview(from, to, whole) {
    const widest = whole[1] - whole[0];
    const span = Math.min(Math.max(to - from, SHORTEST_SPAN), widest);
    const start = Math.min(Math.max((from + to - span) / 2, whole[0]), whole[1] - span);
    this.zoomed = span === widest ? null : [start, start + span];
    for (const chart of this.charts()) chart.follow();
  }

  settle(range) {
    this.range ??= range;
    this.keepAddress("replaceState");
    this.loadAll();
  }

  leave(range) {
    if (!this.zoomed) return;
    this.zoomed = null;
    this.settle(range);
  }

  // ---- crosshair

  point(of, at) {
    for (const chart of this.charts()) if (chart !== of) chart.pointAt(at);
  }
}
