import { afterEach, describe, expect, test } from '@jest/globals';
import { isLocalCommand } from '../../src/local/command.ts';
import { Local } from '../../src/local/plugin.ts';

const { argv } = process;
afterEach(() => {
  process.argv = argv;
});

/** The plugin, and the service of the CLI that it may change. */
function pluginFor(...command: string[]) {
  process.argv = ['node', 'serverless', ...command];
  const service = {
    functions: {} as Record<string, object>,
    custom: { esbuild: { bundle: true } },
    provider: { environment: { TABLE_NAME: 'users' } },
  };
  const cli = {
    serviceDir: '/service',
    service,
    classes: { Error },
    pluginManager: { plugins: [], spawn: async () => {} },
  };
  return { plugin: new Local(cli, {}, { log: { notice: () => {} } }), service };
}

describe('the local plugin', () => {
  test.each(['package', 'deploy', 'deploy function', 'info', 'invoke', 'logs', 'print', 'remove', 'rollback'])(
    'does nothing for serverless %s',
    (command) => {
      const { plugin, service } = pluginFor(...command.split(' '), '--stage', 'offline');
      expect(isLocalCommand(process.argv)).toBe(false);
      expect({ ...plugin }).toEqual({ commands: {}, hooks: {} });
      expect(service).toEqual({
        functions: {},
        custom: { esbuild: { bundle: true } },
        provider: { environment: { TABLE_NAME: 'users' } },
      });
    },
  );

  test('lets serverless offline check no signatures, and answer unknown routes', () => {
    const { service } = pluginFor('offline');
    expect(service.custom).toMatchObject({ 'serverless-offline': { ignoreJWTSignature: true } });
    expect(Object.keys(service.functions)).toEqual(['unknownRoute']);
  });

  test('adds no route to serverless invoke local', () => {
    expect(pluginFor('invoke', 'local', '-f', 'getUser').service.functions).toEqual({});
  });
});
