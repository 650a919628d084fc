// CPU of a request by the size of the register, both on logarithmic scales, as SVG that takes light and dark pages.
import { title } from "./growth-report.mjs";
import { figure, whole } from "./report.mjs";

const [width, height] = [900, 460];
const [left, right, top, bottom] = [70, 150, 60, 410];

/** One for each shape: told apart without colours by the names at their ends. */
const colours = ["#0969da", "#bc6c25", "#1a7f37", "#8250df", "#cf222e", "#57606a"];
const darkColours = ["#4493f8", "#e09f5a", "#3fb950", "#ab7df8", "#f85149", "#9198a1"];

const rule = (list, property) => list.map((colour, place) => `.c${place} { ${property}: ${colour} }`).join(" ");

const style = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328 } polyline { fill: none; stroke-width: 2 }
  .head { font-weight: 600; font-size: 15px } .note { fill: #57606a; font-size: 12px } .rule { stroke: #d0d7de }
  ${rule(colours, "stroke")} ${rule(colours, "fill").replaceAll(".c", "circle.c")}
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .note { fill: #9198a1 } .rule { stroke: #3d444d }
    ${rule(darkColours, "stroke")} ${rule(darkColours, "fill").replaceAll(".c", "circle.c")}
  }`;

/** Marks of a logarithmic scale: 1, 2 and 5 of each power of ten that lie between two numbers, and next to them. */
export function marks(low, high) {
  const all = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1) {
    all.push(...[1, 2, 5].map((step) => Number(`${step}e${power}`)));
  }
  const from = all.findLastIndex((mark) => mark <= low);
  const to = all.findIndex((mark) => mark >= high);
  return all.slice(Math.max(0, from), (to < 0 ? all.length : to) + 1);
}

const scale = (low, high, from, to) => {
  const long = Math.log10(high / low) || 1;
  return (value) => from + (Math.log10(value / low) / long) * (to - from);
};

export function growthPlot({ options, sizes }) {
  const cpus = sizes.flatMap(({ reads }) => options.shapes.map((shape) => reads[shape].serverCpu)).filter((cpu) => cpu > 0);
  const steps = marks(Math.min(...cpus), Math.max(...cpus));
  const units = sizes.map((size) => size.units);
  const x = scale(units[0], units.at(-1), left + 20, width - right);
  const y = scale(steps[0], steps.at(-1), bottom, top);
  const parts = [];
  for (const step of steps) {
    const at = y(step).toFixed(1);
    parts.push(`<line class="rule" x1="${left}" y1="${at}" x2="${width - right}" y2="${at}"/>`);
    parts.push(`<text class="note" x="${left - 8}" y="${at}" dy="4" text-anchor="end">${step} ms</text>`);
  }
  for (const count of units) {
    parts.push(`<text class="note" x="${x(count).toFixed(1)}" y="${bottom + 22}" text-anchor="middle">${whole(count)}</text>`);
  }
  const ends = names(options.shapes.map((shape) => y(Math.max(sizes.at(-1).reads[shape].serverCpu, steps[0]))));
  options.shapes.forEach((shape, place) => {
    const points = sizes.map((size) => [size.units, Math.max(size.reads[shape].serverCpu, steps[0])]);
    const at = points.map(([count, cpu]) => [x(count).toFixed(1), y(cpu).toFixed(1)]);
    parts.push(`<polyline class="c${place}" points="${at.map((point) => point.join(",")).join(" ")}"/>`);
    for (const [cx, cy] of at) parts.push(`<circle class="c${place}" cx="${cx}" cy="${cy}" r="3.5"/>`);
    const text = `${title(shape)}: ${figure(points.at(-1)[1])} ms`;
    parts.push(`<text x="${width - right + 12}" y="${ends[place].toFixed(1)}" dy="4">${text}</text>`);
  });
  const head = "CPU of a request by the units of the register, logarithmic scales";
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${head}">
<style>${style}</style>
<text class="head" x="8" y="26">${head}</text>
${parts.join("\n")}
<text class="note" x="${(left + width - right) / 2}" y="${height - 8}" text-anchor="middle">units</text>
</svg>
`;
}

/** Heights of the names at the ends of the lines, so far apart that each can be read. */
export function names(heights, apart = 17) {
  const order = heights.map((height, place) => ({ height, place })).sort((one, other) => one.height - other.height);
  let last = -Infinity;
  const moved = [];
  for (const { height, place } of order) {
    last = Math.max(height, last + apart);
    moved[place] = last;
  }
  return moved;
}
