import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pythonEnvironment } from '../scripts/support/python.ts';
import { fail, ROOT, run } from '../scripts/support/run.ts';
import { startService } from './support/service.ts';

/**
 * Fuzzes the service from outside with schemathesis, by its own OpenAPI document: no 5xx, and every answer as the document
 * says. From the shell: EXAMPLES, requests an operation (20); SEED, to repeat a run. Arguments go to schemathesis.
 */

/**
 * Without authorization, requests without a token are right (the first three: the last of them counts such requests); a cursor
 * that nobody gave out is refused, which no schema can say; and an unknown method is a 404 of the gateway, not a 405.
 */
const EXCLUDED = [
  'ignored_auth',
  'missing_required_header',
  'negative_data_rejection',
  'positive_data_acceptance',
  'unsupported_method',
];

async function main(args: readonly string[]): Promise<void> {
  console.log('Starting the service and schemathesis (the first time, its Python packages are installed) …');
  const programs = await pythonEnvironment('schemathesis');
  const service = await startService({ AUTH: 'none' });
  // It keeps what it found in the folder where it runs.
  const folder = join(ROOT, '.local/fuzz');
  mkdirSync(folder, { recursive: true });
  try {
    const { EXAMPLES = '20', SEED } = process.env;
    await run(
      join(programs, 'schemathesis'),
      [
        ...['run', `${service.url}/openapi.json`, '--checks', 'all', '--exclude-checks', EXCLUDED.join(',')],
        ...['--max-examples', EXAMPLES, ...(SEED ? ['--seed', SEED] : []), ...args],
      ],
      { folder, show: true },
    );
  } finally {
    await service.stop();
  }
}

await main(process.argv.slice(2)).catch(fail);
