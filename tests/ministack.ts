import { startEmulator } from '../scripts/support/emulator.ts';
import { pythonEnvironment } from '../scripts/support/python.ts';
import { fail, run, showUsage } from '../scripts/support/run.ts';

const USAGE = `npm run test:ministack [-- jest's arguments]: the tests of the table on a second engine

It is MiniStack, which returns the item with a refused condition, as DynamoDB does. It needs Python 3.
Without arguments: tests/table tests/property, save write-units: MiniStack counts a write's units otherwise than DynamoDB.`;

async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--help')) showUsage(USAGE);
  console.log('Starting MiniStack (the first time, its Python packages are installed) …');
  const { endpoint, close } = await startEmulator(await pythonEnvironment('emulator'));
  try {
    const tests = args.length > 0 ? args : ['tests/table', 'tests/property', '--testPathIgnorePatterns', 'write-units'];
    await run('npm', ['test', '--', ...tests], { env: { DYNAMODB_ENDPOINT: endpoint }, show: true });
  } finally {
    await close();
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // All that was started ends in the exit handlers of ./support.
  process.once(signal, () => process.exit(130));
}

await main(process.argv.slice(2)).catch(fail);
