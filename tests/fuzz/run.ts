import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pythonEnvironment } from '../../scripts/support/python.ts';
import { fail, ROOT, run, ScriptError, showUsage } from '../../scripts/support/run.ts';
import { startService } from '../support/service.ts';

const USAGE = `npm run test:fuzz [-- schemathesis' options of run]: fuzzes the service from outside

By its own OpenAPI document, with the token of a back office: no 5xx, and every answer as the document says. It needs Python 3.
From the shell: EXAMPLES, requests an operation (20); SEED, to repeat a run.`;

/** A cursor that nobody gave out is refused, which no schema can say. */
const EXCLUDED = 'positive_data_acceptance';

/** What must have been answered at least once, or the run has fuzzed nothing but refusals (tests/fuzz/hooks.py). */
const REACHED = [
  ...['/requeststream 200', '/requeststream 409', '/renewstream 200', '/renewstream 410', '/stopstream 200'],
  ...['/revokestreams 404', '/createuser 201', '/removeuser 200'],
].map((answer) => `POST ${answer}`);

async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--help')) showUsage(USAGE);
  console.log('Starting the service and schemathesis (the first time, its Python packages are installed) …');
  const programs = await pythonEnvironment('schemathesis');
  const service = await startService({ AUTH: 'jwt', LEASE_SECONDS: '3600' });
  // It keeps what it found in the folder where it runs.
  const folder = join(ROOT, '.local/fuzz');
  mkdirSync(folder, { recursive: true });
  const answers = join(folder, 'answers.json');
  rmSync(answers, { force: true });
  try {
    const authorization = `Bearer ${/OFFICE='(.+)'/.exec(service.output())?.[1]}`;
    const viewer = { id: 'fuzz-viewer', Name: 'Fuzz', Subscription: 'basic plan' };
    await service.post('/createuser', viewer, { authorization });
    const start = { id: viewer.id, session: 'tv', stream: 'stream_100' };
    const { status } = await service.post('/requeststream', start, { authorization });
    if (status !== 200) throw new ScriptError(`The viewer to fuzz with could not start: ${status}`);
    const { EXAMPLES = '20', SEED } = process.env;
    await run(
      join(programs, 'schemathesis'),
      [
        ...['run', `${service.url}/openapi.json`, '--checks', 'all', '--exclude-checks', EXCLUDED],
        ...['--header', `Authorization: ${authorization}`],
        ...['--max-examples', EXAMPLES, ...(SEED ? ['--seed', SEED] : []), ...args],
      ],
      { folder, show: true, env: { SCHEMATHESIS_HOOKS: join(ROOT, 'tests/fuzz/hooks.py') } },
    );
    report(JSON.parse(readFileSync(answers, 'utf8')));
  } finally {
    await service.stop();
  }
}

/**
 * Shows what was answered how often.
 * @throws ScriptError if something was never reached
 */
function report(answers: Readonly<Record<string, number>>): void {
  const byRoute = new Map<string, string[]>();
  for (const [answer, times] of Object.entries(answers).sort()) {
    const [method, path, status] = answer.split(' ');
    if (status === '405') continue;
    const route = `${method} ${path}`;
    byRoute.set(route, [...(byRoute.get(route) ?? []), `${status} (${times})`]);
  }
  for (const [route, statuses] of byRoute) console.log(`${route}: ${statuses.join(', ')}`);
  const missed = REACHED.filter((answer) => !answers[answer]);
  if (missed.length > 0) throw new ScriptError(`These were never answered: ${missed.join(', ')}`);
}

await main(process.argv.slice(2)).catch(fail);
