import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { startService } from '../support/service.ts';

/** The routes of the console that a deployment would make. */
function deployedRoutes(settings: Record<string, string>): string[] {
  const print = ['node_modules/serverless/bin/serverless.js', 'print', '--format', 'json'];
  const events: { httpApi: string }[] = JSON.parse(
    execFileSync(process.execPath, [...print, '--path', 'functions.console.events'], {
      env: { ...process.env, AUTH: 'none', CONSOLE: undefined, ...settings },
      encoding: 'utf8',
      stdio: 'pipe',
    }),
  );
  return events.map(({ httpApi }) => httpApi);
}

test('a deployment has the console only if it is asked for', () => {
  expect(deployedRoutes({})).toEqual([]);
  expect(deployedRoutes({ CONSOLE: '' })).toEqual([]);
  expect(deployedRoutes({ CONSOLE: 'on' })).toEqual([
    'GET /',
    'GET /console.js',
    'GET /console.css',
    'GET /console.svg',
  ]);
  expect(() => deployedRoutes({ CONSOLE: 'yes' })).toThrow('Command failed');
});

test('CONSOLE=off starts without the console, and a wrong value lists the right ones', async () => {
  const service = await startService({ CONSOLE: 'off' });
  try {
    expect((await service.get('/')).status).toBe(404);
    expect((await service.get('/health')).status).toBe(200);
    expect(service.output()).not.toContain('in a browser');
  } finally {
    await service.stop();
  }
  await expect(startService({ CONSOLE: 'yes' })).rejects.toThrow('CONSOLE must be on or off; it is "yes".');
});
