import { format } from './format.ts';
import { NUMBERS, OptionsError, parseOptions } from './options.ts';
import { reportOf } from './report.ts';

const USAGE = `npm run capacity [-- options]: what an event needs from AWS, what to request beforehand, and what it costs

${Object.entries(NUMBERS)
  .map(([name, { fallback, what }]) => `  --${name.padEnd(20)} ${what} (${fallback})`)
  .join('\n')}
  --simulate             plays an evening with the service's own decisions, at one pace and at two: ghosts, denials, requests
  --policies JSON        plays an evening, and says whom these policies would deny (docs/introducing-a-limit.md)
  --curve                plays it at many paces, and draws docs/cost-against-denials.svg (an hour)
  --record               plays the evening that prices the three ways, and keeps it (scripts/capacity/results/evening.json)
  --json                 the same as JSON (npm run --silent capacity -- --json)
  --help                 this text

docs/capacity.md explains the output. scripts/capacity/facts.ts, quotas.ts and assumptions.ts have all numbers, with their sources.`;

try {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) console.log(USAGE);
  else if (options.record) await (await import('./simulation/record.ts')).record(options);
  else if (options.simulate) await (await import('./simulation/simulate.ts')).simulate(options);
  else console.log(options.json ? JSON.stringify(reportOf(options), null, 2) : format(reportOf(options)));
} catch (error) {
  if (!(error instanceof OptionsError)) throw error;
  console.error(`${error.message}\n\n${USAGE}`);
  process.exitCode = 1;
}
