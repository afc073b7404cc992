import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fail, ROOT, ScriptError } from '../../../scripts/support/run.ts';
import { javascriptClient, playOne } from './play.ts';
import { SCENARIOS } from './scenarios/all.ts';
import type { Scenario } from './stage.ts';

const HELP = `Checks that a client keeps to docs/writing-a-player.md, whatever language it is in.

  npm run conformance                            the two clients of this repository
  npm run conformance -- python3 my/driver.py    yours: a command that runs its driver
  npm run conformance -- --only "retry-after"    the scenarios whose names have these words
  npm run conformance -- --list                  the scenarios, as docs/writing-a-player.md has them

The page says what a driver reads and writes. Python 3.11 or newer is needed for the client in Python.`;

/** How many clients run at once: they wait more than they work. */
const AT_ONCE = 4;
/** @returns how many scenarios failed */
async function playAll(name: string, command: readonly string[], scenarios: readonly Scenario[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'streamgate-conformance-'));
  const queue = [...scenarios.entries()];
  let failed = 0;
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [index, scenario] = next;
      const problem = await playOne(scenario, command, join(folder, `${index}`));
      if (problem === undefined) continue;
      failed++;
      console.error(`  ✗ ${scenario.name} (${scenario.rules})\n    ${problem}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  rmSync(folder, { recursive: true, force: true });
  console.log(`${name}: ${scenarios.length - failed} of ${scenarios.length} scenarios passed`);
  return failed;
}

async function ownClients(): Promise<Readonly<Record<string, readonly string[]>>> {
  const folder = join(ROOT, '.local/conformance');
  mkdirSync(folder, { recursive: true });
  const python = fileURLToPath(new URL('clients/python/driver.py', import.meta.url));
  return {
    '@streamgate/player': await javascriptClient(join(folder, 'javascript.mjs')),
    'the client in Python': ['python3', python],
  };
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean' }, list: { type: 'boolean' }, only: { type: 'string', default: '' } },
    // What follows the command is the command's.
    args: ownArguments(process.argv.slice(2)),
  });
  if (values.help) return console.log(HELP);
  const words = values.only.toLowerCase();
  const scenarios = SCENARIOS.filter(({ name }) => name.toLowerCase().includes(words));
  if (scenarios.length === 0) throw new ScriptError(`No scenario has "${values.only}" in its name.`);
  if (values.list) return console.log(scenarios.map(({ name, rules }) => `| ${name} | ${rules} |`).join('\n'));
  const clients = positionals.length > 0 ? { [positionals.join(' ')]: positionals } : await ownClients();
  let failed = 0;
  for (const [name, command] of Object.entries(clients)) failed += await playAll(name, command, scenarios);
  if (failed > 0) throw new ScriptError(`${failed} scenarios failed.`);
}

/** Ends the options before the first word that is none, so that a command keeps its own. */
function ownArguments(args: readonly string[]): string[] {
  const first = args.findIndex((arg, index) => !arg.startsWith('--') && args[index - 1] !== '--only');
  return first < 0 ? [...args] : [...args.slice(0, first), '--', ...args.slice(first)];
}

await main().catch(fail);
