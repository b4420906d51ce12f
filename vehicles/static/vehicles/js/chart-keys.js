// A chart by keyboard: arrows move the crosshair, + and - zoom, 0 or Escape
// leaves the zoom, Enter opens what is there. To a screen reader the chart is a slider over its points.

export function chartKeys(element, view) {
  element.setAttribute("role", "slider");
  element.tabIndex = 0;

  const keys = {
    ArrowLeft: (event) => view.step(event.shiftKey ? -10 : -1),
    ArrowRight: (event) => view.step(event.shiftKey ? 10 : 1),
    ArrowDown: () => view.step(-1),
    ArrowUp: () => view.step(1),
    PageDown: () => view.step(-10),
    PageUp: () => view.step(10),
    Home: () => view.step(-Infinity),
    End: () => view.step(Infinity),
    "+": () => view.zoomBy(0.5),
    "=": () => view.zoomBy(0.5),
    "-": () => view.zoomBy(2),
    0: () => view.leave(),
    Escape: () => view.leave(),
    Enter: () => view.open(),
  };

  element.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act(event);
  });
}
