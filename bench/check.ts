import { orFail, takesNothing } from '../scripts/support/run.ts';
import { barsOf } from './bars.ts';
import { playerBars, playerSizes } from './player.ts';
import { format } from './print.ts';
import { runSection } from './support/run-section.ts';

orFail(() => takesNothing('npm run bench:check: the bars that do not depend on the machine; fails if one is missed'));
const results = await runSection('decisions');
const bars = [...barsOf(results), ...playerBars(await playerSizes())];
console.log(format(results, bars));
for (const { name, strangers } of results.decisions?.bundles ?? []) {
  for (const file of strangers) console.error(`${name} holds ${file}, which no player's request uses.`);
}
const missed = bars.filter(({ met }) => !met);
for (const { bar, measured, limit } of missed) console.error(`Missed: ${bar} is ${measured}, and may be ${limit}.`);
process.exitCode = missed.length > 0 ? 1 : 0;
