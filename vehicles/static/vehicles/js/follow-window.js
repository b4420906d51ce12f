// Parts of a page that show the same part of time as its charts ([data-follows-window]):
// they are fetched anew from the page's own address, which the charts have set.

document.addEventListener("chart:window", () => {
  for (const part of document.querySelectorAll("[data-follows-window]")) {
    htmx.ajax("GET", location.href, { target: part, swap: "outerHTML" });
  }
});
