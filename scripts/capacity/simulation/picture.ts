import type { Played } from './cost.ts';

const SIZE = { width: 760, height: 440 };
const PLOT = { left: 70, right: 660, top: 60, bottom: 370 };

/** Cost against wrongly denied starts, a point a setting, as an SVG that follows the reader's light or dark scheme. */
export function picture(played: readonly Played[]): string {
  const maxX = ceil(Math.max(...played.map(({ dollarsAMillionStreamHours }) => dollarsAMillionStreamHours)), 20);
  const maxY = ceil(Math.max(...played.map(({ wronglyDeniedIn10000 }) => wronglyDeniedIn10000)), 10);
  const x = (value: number) => PLOT.left + (value / maxX) * (PLOT.right - PLOT.left);
  const y = (value: number) => PLOT.bottom - (value / maxY) * (PLOT.bottom - PLOT.top);
  const at = (each: Played) => [x(each.dollarsAMillionStreamHours), y(each.wronglyDeniedIn10000)] as const;
  const lines = [false, true].map((keeps) => played.filter(({ setting }) => setting.keepsSession === keeps));
  const users = (played[0]?.setting.users ?? 0).toLocaleString('en');
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE.width} ${SIZE.height}" role="img" aria-labelledby="title">`,
    '<title id="title">What a million stream-hours cost, against wrongly denied starts, for several paces of renewal</title>',
    `<style>${STYLE}</style>`,
    `<rect class="paper" width="${SIZE.width}" height="${SIZE.height}"/>`,
    `<text class="head" x="${PLOT.left}" y="28">Wrongly denied starts in 10,000</text>`,
    `<text class="note" x="${PLOT.left}" y="46">an evening of ${users} users; each point is a pace: seconds between the renewals of who has a slot to spare</text>`,
    ...ticks(maxX, 20).flatMap((value) => [
      `<line class="grid" x1="${px(x(value))}" y1="${PLOT.top}" x2="${px(x(value))}" y2="${PLOT.bottom}"/>`,
      `<text class="tick" text-anchor="middle" x="${px(x(value))}" y="${PLOT.bottom + 20}">$${value}</text>`,
    ]),
    ...ticks(maxY, maxY > 50 ? 20 : 10).flatMap((value) => [
      `<line class="grid" x1="${PLOT.left}" y1="${px(y(value))}" x2="${PLOT.right}" y2="${px(y(value))}"/>`,
      `<text class="tick" text-anchor="end" x="${PLOT.left - 10}" y="${px(y(value) + 4)}">${value}</text>`,
    ]),
    `<text class="head" text-anchor="end" x="${PLOT.right}" y="${PLOT.bottom + 48}">$ a million stream-hours</text>`,
    ...lines.flatMap((line, i) => drawn(line, i, at)),
    '</svg>',
  ].join('\n')}\n`;
}

const LINES = [
  { name: 'lost', label: 'players that come back from a crash with a new session' },
  { name: 'kept', label: 'players that keep their session' },
] as const;

type Style = (typeof LINES)[number];
type Point = readonly [number, number];

function drawn(line: readonly Played[], i: number, at: (each: Played) => Point): string[] {
  const { name, label }: Style = LINES[i] ?? LINES[0];
  const points = line.map((each) => ({ setting: each.setting, at: at(each) }));
  const row = PLOT.top + 24 + i * 24;
  return [
    `<polyline class="line ${name}" points="${points.map(({ at: [cx, cy] }) => `${px(cx)},${px(cy)}`).join(' ')}"/>`,
    ...points.flatMap(({ setting, at: [cx, cy] }) => [
      `<circle class="dot ${name}" cx="${px(cx)}" cy="${px(cy)}" r="4.5"/>`,
      `<text class="tick" x="${px(cx + 6)}" y="${px(cy - 8)}">${paceOf(setting)}</text>`,
    ]),
    `<line class="line ${name}" x1="${LEGEND}" y1="${row}" x2="${LEGEND + 28}" y2="${row}"/>`,
    `<text class="label ${name}" x="${LEGEND + 38}" y="${row + 4}">${label}</text>`,
  ];
}

const LEGEND = 290;

const paceOf = ({ renewSeconds, spareRenewSeconds }: Played['setting']) =>
  renewSeconds === spareRenewSeconds ? `${renewSeconds}, one pace` : `${spareRenewSeconds}`;

const px = (value: number) => value.toFixed(1);
const ceil = (value: number, step: number) => Math.max(step, Math.ceil(value / step) * step);
const ticks = (max: number, step: number) => Array.from({ length: max / step + 1 }, (_, i) => i * step);

const STYLE = `
text { font: 13px system-ui, sans-serif; fill: #24292f }
.paper { fill: #ffffff }
.head { font-weight: 600 }
.note, .tick { font-size: 12px; fill: #57606a }
.grid { stroke: #d0d7de; stroke-width: 1 }
.line { fill: none; stroke-width: 2 }
.line.lost { stroke: #bc4c00 } .dot.lost, .label.lost { fill: #bc4c00 }
.line.kept { stroke: #0969da } .dot.kept, .label.kept { fill: #0969da }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 }
  .paper { fill: #0d1117 }
  .note, .tick { fill: #9da7b3 }
  .grid { stroke: #30363d }
  .line.lost { stroke: #f0883e } .dot.lost, .label.lost { fill: #f0883e }
  .line.kept { stroke: #58a6ff } .dot.kept, .label.kept { fill: #58a6ff }
}`;
