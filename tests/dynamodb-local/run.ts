import { fail, run, showUsage } from '../../scripts/support/run.ts';
import { startDynamoDbLocal } from './engine.ts';

const USAGE = `npm run test:dynamodb-local [-- jest's arguments]: the tests of the table on AWS's own engine

DynamoDB Local enforces what DynamoDB does and the other engines do not: the length of expressions, their operators,
and that their paths do not overlap. It runs in memory and needs no AWS account. On x86-64 it needs a JDK 17 or newer;
the first time Maven, too (Debian: default-jdk-headless, maven). What is downloaded is kept in .local/.
Without arguments: tests/table, and of tests/property what the engine could decide otherwise.`;

const TESTS = ['tests/table', ...['model', 'races', 'interleavings/policies'].map((name) => `tests/property/${name}`)];

async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--help')) showUsage(USAGE);
  console.log('Starting DynamoDB Local (the first time, it is downloaded) …');
  const { endpoint, close } = await startDynamoDbLocal();
  try {
    const tests = args.length > 0 ? args : TESTS;
    await run('npm', ['test', '--', ...tests], { env: { DYNAMODB_ENDPOINT: endpoint }, show: true });
  } finally {
    await close();
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // All that was started ends in the exit handlers of scripts/support, the engine with its input.
  process.once(signal, () => process.exit(130));
}

await main(process.argv.slice(2)).catch(fail);
