import { SettingsError } from '../settings/settings.ts';
import { run } from './run.ts';
import { parseServerSettings } from './settings.ts';

/** The process of an instance. It ends by SIGTERM, when all that was under way has been answered. */
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
