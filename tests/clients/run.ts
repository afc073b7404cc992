import { fail, run, ScriptError } from '../../scripts/support/run.ts';
import { startService } from '../support/service.ts';
import { fetchGenerator } from './generator.ts';
import { LANGUAGES } from './languages.ts';

const HELP = `Generates clients from openapi.json with openapi-generator, compiles them, and lets each play against the service:
start, three at once, a typed 409, renew, stop, take over, a typed 410.

  npm run test:clients                  in TypeScript (fetch), Python and Java
  npm run test:clients -- java python   in some of them

It needs Java 17 or newer with Maven, and Python 3.11 or newer with venv (Debian: default-jdk-headless, maven, python3-venv).
What it downloads is kept in .local/clients and .local/python; the first run takes a minute or two longer.`;

/** Longer than any of it takes, on a busy machine. */
const LIMIT_MS = 8 * 60_000;

async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--help')) return console.log(HELP);
  const names = args.length > 0 ? args : Object.keys(LANGUAGES);
  const unknown = names.filter((name) => LANGUAGES[name] === undefined);
  if (unknown.length > 0) {
    throw new ScriptError(`Unknown: ${unknown.join(', ')}. There are ${Object.keys(LANGUAGES).join(', ')}.`);
  }
  console.log('Starting the service and fetching the generator …');
  await fetchGenerator();
  const service = await startService({ AUTH: 'none' });
  const failed: string[] = [];
  try {
    for (const name of names) {
      const problem = await play(name, service.url).catch((error: unknown) => String(error));
      if (problem === undefined) continue;
      failed.push(name);
      console.error(problem);
    }
  } finally {
    await service.stop();
  }
  console.log(`${names.length - failed.length} passed, ${failed.length} failed`);
  if (failed.length > 0) throw new ScriptError(`Clients that do not work: ${failed.join(', ')}`);
}

async function play(name: string, url: string): Promise<undefined> {
  const started = performance.now();
  const seconds = () => `${Math.round((performance.now() - started) / 1000)} s`;
  console.log(`${name}: generating and compiling …`);
  const [command, ...args] = (await LANGUAGES[name]?.()) ?? [''];
  console.log(`${name}: compiled after ${seconds()}; playing …`);
  await run(command, [...args, url, `client-${name}`], { show: true });
  console.log(`${name}: works, after ${seconds()}`);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // All that was started ends in the exit handlers of ./support.
  process.once(signal, () => process.exit(130));
}
setTimeout(() => fail(new ScriptError(`Not done in ${LIMIT_MS / 60_000} minutes.`)), LIMIT_MS).unref();

await main(process.argv.slice(2)).catch(fail);
