import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { barsOf } from './bars.ts';
import { format } from './print.ts';
import type { Results, SectionName } from './section.ts';
import { runSection } from './support/run-section.ts';

const LATEST = fileURLToPath(new URL('results/latest.json', import.meta.url));
const SECTIONS: readonly SectionName[] = [
  'decisions',
  'floor',
  'cpu',
  'inside',
  'coldStart',
  'alternatives',
  'contention',
  'retries',
  'scale',
  'http',
  'server',
];

const USAGE = `npm run bench [-- section …]: measures Streamgate against the floor and against other ways (docs/performance.md)

Sections: ${SECTIONS.join(', ')} (all). All of them together write bench/results/latest.json.
npm run bench:check: only what does not depend on the machine.`;

const chosen = process.argv.slice(2);
const isSection = (name: string): name is SectionName => SECTIONS.some((section) => section === name);
if (!chosen.every(isSection)) {
  console.error(USAGE);
  process.exit(chosen.includes('--help') ? 0 : 1);
}

const results: Results = {};
for (const section of chosen.length > 0 ? chosen : SECTIONS) {
  const start = performance.now();
  process.stderr.write(`${section} …`);
  Object.assign(results, await runSection(section));
  process.stderr.write(` ${Math.round((performance.now() - start) / 1000)} s\n`);
}

const bars = barsOf(results);
console.log(format(results, bars));
if (chosen.length === 0) {
  const machine = { node: process.version, cpu: cpus()[0]?.model, cpus: cpus().length, loadAverage: loadavg()[1] };
  writeFileSync(LATEST, `${JSON.stringify({ date: new Date().toISOString(), machine, bars, ...results }, null, 2)}\n`);
}
for (const { bar, measured, limit } of bars.filter(({ met }) => !met)) {
  console.error(`Missed: ${bar} is ${measured}, and may be ${limit}.`);
  process.exitCode = 1;
}
