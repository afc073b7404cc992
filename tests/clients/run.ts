import { fail, run, ScriptError } from '../../scripts/support/run.ts';
import { startService } from '../support/service.ts';
import { fetchGenerator } from './generator.ts';
import { startGrowing } from './growing.ts';
import { LANGUAGES } from './languages.ts';

const HELP = `Generates clients from openapi.json with openapi-generator, compiles them, and lets each play against the service:
start, three at once, a typed 409, renew, stop, take over, a typed 410. Clients of today's document and of the one from before
answers could grow play once more against a service whose answers have further fields.

  npm run test:clients                  in TypeScript (fetch), Python and Java
  npm run test:clients -- java python   in some of them

It needs Java 17 or newer with Maven, and Python 3.11 or newer with venv (Debian: default-jdk-headless, maven, python3-venv).
What it downloads is kept in .local/clients and .local/python; the first run takes a minute or two longer.`;

const DOCUMENTS = {
  today: 'openapi.json',
  before: 'tests/fixtures/openapi/before-answers-could-grow.json',
};

/** Longer than any of it takes, on a busy machine. */
const LIMIT_MS = 12 * 60_000;

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
  const later = await startGrowing(service.url);
  const failed: string[] = [];
  try {
    for (const name of names) {
      for (const [age, document] of Object.entries(DOCUMENTS)) {
        const urls = { [`${name}-${age}`]: service.url, [`${name}-${age}-later`]: later.url };
        const problem = await play(name, document, urls).catch((error: unknown) => String(error));
        if (problem === undefined) continue;
        failed.push(`${name} (${document})`);
        console.error(problem);
      }
    }
  } finally {
    later.stop();
    await service.stop();
  }
  const count = names.length * Object.keys(DOCUMENTS).length;
  console.log(`${count - failed.length} passed, ${failed.length} failed`);
  if (failed.length > 0) throw new ScriptError(`Clients that do not work: ${failed.join(', ')}`);
}

/** @param urls where the client plays, by the id of its user there */
async function play(name: string, document: string, urls: Readonly<Record<string, string>>): Promise<undefined> {
  const started = performance.now();
  const seconds = () => `${Math.round((performance.now() - started) / 1000)} s`;
  console.log(`${name}, ${document}: generating and compiling …`);
  const [command, ...args] = (await LANGUAGES[name]?.(document)) ?? [''];
  console.log(`${name}: compiled after ${seconds()}; playing …`);
  for (const [user, url] of Object.entries(urls)) await run(command, [...args, url, user], { show: true });
  console.log(`${name}: works, after ${seconds()}`);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // All that was started ends in the exit handlers of ./support.
  process.once(signal, () => process.exit(130));
}
setTimeout(() => fail(new ScriptError(`Not done in ${LIMIT_MS / 60_000} minutes.`)), LIMIT_MS).unref();

await main(process.argv.slice(2)).catch(fail);
