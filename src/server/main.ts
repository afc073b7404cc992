import { SettingsError } from '../settings/settings.ts';
import { run } from './run.ts';
import { parseServerSettings } from './settings.ts';

/** A process of an instance. After a SIGTERM it answers all open requests and ends. */
async function main(): Promise<void> {
  const { settings, server } = parseServerSettings(process.env);
  const running = await run(settings, server);
  const signalled = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve());
  });
  await signalled;
  await running.stop();
  process.exit(0);
}

main().catch((error) => {
  console.error(error instanceof SettingsError ? error.message : error);
  process.exit(1);
});
