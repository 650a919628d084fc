// Bars on a logarithmic scale, as SVG that takes light and dark pages.
import { figure } from "./report.mjs";

const left = 210;
const width = 900;
const bar = 18;
const gap = 5;
const space = 44;
const top = 56;

const escape = (text) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

const style = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .head { font-weight: 600; font-size: 15px } .note { fill: #57606a; font-size: 12px }
  .rule { stroke: #d0d7de } .sorgraph { fill: #0969da } .peer { fill: #bc6c25 } .limit { fill: #8c959f }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .note { fill: #9198a1 } .rule { stroke: #3d444d }
    .sorgraph { fill: #4493f8 } .peer { fill: #e09f5a } .limit { fill: #656c76 }
  }`;

export function plot({ servers, options }, kept, connections) {
  const drives = kept.filter((drive) => drive.connections === connections);
  const rates = drives.map(({ perSecond }) => perSecond);
  const low = Math.floor(Math.log10(Math.min(...rates)) - 0.01);
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...rates))));
  const room = width - left - 80;
  const x = (rate) => left + ((Math.log10(rate) - low) / (high - low)) * room;
  const block = servers.length * (bar + gap) + space;
  const height = top + options.shapes.length * block;
  const parts = [];
  for (let power = low; power <= high; power += 1) {
    const at = x(10 ** power).toFixed(1);
    parts.push(`<line class="rule" x1="${at}" y1="${top}" x2="${at}" y2="${height - 12}"/>`);
    const label = (10 ** power).toLocaleString("en-GB");
    parts.push(`<text class="note" x="${at}" y="${top - 6}" text-anchor="middle">${label}</text>`);
  }
  options.shapes.forEach((shape, place) => {
    const start = top + place * block + 24;
    parts.push(`<text class="head" x="8" y="${start}">${shape.toUpperCase()}</text>`);
    servers.forEach(({ name, title, kind }, line) => {
      const drive = drives.find((found) => found.shape === shape && found.server === name);
      const y = start + 10 + line * (bar + gap);
      const end = x(drive.perSecond);
      parts.push(`<text x="${left - 8}" y="${y + 13}" text-anchor="end">${escape(title)}</text>`);
      const long = Math.max(1, end - left).toFixed(1);
      parts.push(`<rect class="${kind}" x="${left}" y="${y}" width="${long}" height="${bar}" rx="2"/>`);
      parts.push(`<text x="${(end + 6).toFixed(1)}" y="${y + 13}">${figure(drive.perSecond)}</text>`);
    });
  });
  const title = `Requests per second at ${connections} connection${connections === 1 ? "" : "s"}, logarithmic scale`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">
<style>${style}</style>
<text class="head" x="8" y="22">${title}</text>
${parts.join("\n")}
</svg>
`;
}
