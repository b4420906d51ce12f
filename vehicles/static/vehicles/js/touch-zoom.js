// Fingers on a chart. A uPlot plugin: two fingers pinch, one finger moves the
// crosshair or, once zoomed, the view; a double tap leaves the zoom. Vertical
// strokes stay with the page (touch-action: pan-y in the style sheet).

const DOUBLE_TAP_MS = 300;
const TAP_PX = 10;

export function touchZoom(view) {
  return {
    hooks: {
      ready: (plot) => {
        const fingers = new Map();
        let start = null;
        let moved = false;
        let lastTap = 0;

        const place = (event) => event.clientX - plot.over.getBoundingClientRect().left;

        const begin = () => {
          const [a, b] = [...fingers.values()];
          start = {
            from: plot.scales.x.min,
            to: plot.scales.x.max,
            middle: b === undefined ? a : (a + b) / 2,
            apart: b === undefined ? null : Math.max(Math.abs(a - b), 24),
          };
        };

        const change = () => {
          const [a, b] = [...fingers.values()];
          const width = plot.over.clientWidth;
          const perPixel = (start.to - start.from) / width;
          const middle = b === undefined ? a : (a + b) / 2;
          const factor = start.apart === null ? 1 : start.apart / Math.max(Math.abs(a - b), 24);
          const held = start.from + start.middle * perPixel;
          const from = held - middle * perPixel * factor;
          view.preview(from, from + width * perPixel * factor);
        };

        plot.over.addEventListener("pointerdown", (event) => {
          if (event.pointerType !== "touch") return;
          fingers.set(event.pointerId, place(event));
          if (fingers.size === 1) moved = false;
          begin();
        });

        plot.over.addEventListener("pointermove", (event) => {
          if (!fingers.has(event.pointerId)) return;
          const now = place(event);
          if (Math.abs(now - fingers.get(event.pointerId)) > 0) fingers.set(event.pointerId, now);
          if (fingers.size === 1 && Math.abs(now - start.middle) > TAP_PX) moved = true;
          if (fingers.size === 2) moved = true;
          if (!moved) return;
          if (fingers.size === 2 || view.isZoomed()) change();
          else plot.setCursor({ left: now, top: 0 });
        });

        const end = (event) => {
          if (!fingers.delete(event.pointerId)) return;
          if (fingers.size) {
            begin();
            return;
          }
          if (moved) {
            view.settle();
          } else if (event.type === "pointerup") {
            plot.setCursor({ left: place(event), top: 0 });
            if (event.timeStamp - lastTap < DOUBLE_TAP_MS) view.leave();
            lastTap = event.timeStamp;
          }
        };
        plot.over.addEventListener("pointerup", end);
        plot.over.addEventListener("pointercancel", end);
      },
    },
  };
}
