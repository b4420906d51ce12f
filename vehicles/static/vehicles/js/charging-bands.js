// Shades the times of charging behind the line. A uPlot plugin.

export function chargingBands(spans, colour) {
  return {
    hooks: {
      drawClear: (plot) => {
        const { ctx, bbox } = plot;
        const { min, max } = plot.scales.x;
        ctx.save();
        ctx.fillStyle = colour();
        for (const [from, to] of spans()) {
          if (to < min || from > max) continue;
          const left = Math.max(plot.valToPos(from, "x", true), bbox.left);
          const right = Math.min(plot.valToPos(to, "x", true), bbox.left + bbox.width);
          // A short charge in a year's view is still a charge: one pixel at least.
          ctx.fillRect(left, bbox.top, Math.max(right - left, uPlot.pxRatio), bbox.height);
        }
        ctx.restore();
      },
    },
  };
}
