import { mkdirSync, writeFileSync } from 'node:fs';
import type { Options } from '../options.ts';
import { table } from '../text.ts';
import { dollarsOf, type Played } from './cost.ts';
import { evening } from './evening.ts';
import { picture } from './picture.ts';
import { compared, curve, defaults, type Setting } from './settings.ts';

const RESULTS = new URL('../results/', import.meta.url);
const PICTURE = new URL('../../../docs/cost-against-denials.svg', import.meta.url);

/**
 * Plays the evenings, says how far it is, and prints what they came to. With `--curve`, all settings, and the picture.
 */
export async function simulate(options: Options): Promise<void> {
  if (options.policies.length > 0) return simulatePolicies(options);
  const played: Played[] = [];
  for (const setting of options.curve ? curve(options) : compared(options)) {
    const start = performance.now();
    if (!options.json) process.stderr.write(`${nameOf(setting)} …`);
    const { minutes: _, hits: __, ...outcome } = await evening(setting);
    played.push({ ...outcome, dollarsAMillionStreamHours: dollarsOf(outcome, options) });
    if (!options.json) process.stderr.write(` ${Math.round((performance.now() - start) / 1000)} s\n`);
  }
  const run = { date: new Date().toISOString(), played };
  console.log(options.json ? JSON.stringify(run, null, 2) : format(options, played));
  if (!options.curve) return;
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(new URL('curve.json', RESULTS), `${JSON.stringify(run, null, 2)}\n`);
  writeFileSync(PICTURE, picture(played));
}

/** Plays one evening, at the paces that were given, and prints whom the policies would hit. */
async function simulatePolicies(options: Options): Promise<void> {
  const { hits } = await evening(defaults(options));
  const percent = (value: number) => `${value.toFixed(2)}%`;
  const lines = [
    `An evening of ${options.users.toLocaleString('en')} users (seed ${options.seed}): what each policy would deny`,
    '',
    table(
      ['policy', 'of the starts', 'of the households'],
      hits.map(({ policy, startsPercent, householdsPercent }) => [
        policy,
        percent(startsPercent),
        percent(householdsPercent),
      ]),
    ),
    '',
    'A viewing has the tags device (tv, mobile), quality (uhd, hd) and network, and its stream.',
    'How often each occurs is a guess, in scripts/capacity/simulation/habits.ts.',
  ];
  console.log(options.json ? JSON.stringify(hits, null, 2) : lines.join('\n'));
}

const paceOf = ({ renewSeconds, spareRenewSeconds }: Setting) =>
  renewSeconds === spareRenewSeconds ? `one: ${renewSeconds} s` : `two: ${spareRenewSeconds} s, full ${renewSeconds} s`;

const afterCrash = ({ keepsSession }: Setting) => (keepsSession ? 'its own session' : 'a new session');

const nameOf = (setting: Setting) => `${paceOf(setting)}, after a crash ${afterCrash(setting)}`;

function format({ users, seed, limitOnePercent }: Options, played: readonly Played[]): string {
  const number = (value: number, digits = 1) => value.toFixed(digits);
  const limits = limitOnePercent > 0 ? `, ${limitOnePercent}% of them with a limit of 1` : '';
  return [
    `An evening of ${users.toLocaleString('en')} users${limits} (seed ${seed}), with the service's own decisions`,
    '',
    table(
      [
        ...['renewals, pace', 'after a crash', 'requests', 'writes', 'refused writes', '$ a million stream-hours'],
        ...['ghosts, min', 'wrongly denied', 'full', 'renewals, peak ÷ mean'],
      ],
      played.map((each) => [
        ...[paceOf(each.setting), afterCrash(each.setting)],
        ...[number(each.requestsAStreamHour), number(each.writesAStreamHour), number(each.refusedAStreamHour, 2)],
        ...[`$${number(each.dollarsAMillionStreamHours, 2)}`, number(each.ghostMinutesAStreamHour, 2)],
        ...[number(each.wronglyDeniedIn10000), `${number(each.fullPercent)}%`],
        number(each.peakOverMean, 2),
      ]),
    ),
    '',
    'Requests, writes and ghosts (minutes of slots held by dead sessions) are per stream-hour. Wrongly denied: of 10,000 starts, those',
    'denied although the user watched fewer streams than the limit. Full: the share of streams whose user has no free slot.',
    'What people do is a guess, in scripts/capacity/simulation/habits.ts.',
  ].join('\n');
}
