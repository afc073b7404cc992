import { mkdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { SettingsError } from '../settings/settings.ts';
import { isLocalCommand } from './command.ts';
import { openData } from './data.ts';
import { refuseOtherSpellings } from './exact-paths.ts';
import { misspelt, parseOptions } from './options.ts';
import { makeLocalKey } from './pass-keys.ts';
import { StartError } from './start-error.ts';
import { type HttpServer, takeTurns } from './turns.ts';

/** The parts of the Serverless CLI that the plugin uses. */
interface Serverless {
  readonly serviceDir: string;
  readonly service: {
    readonly functions: Record<string, object>;
    readonly custom: { readonly esbuild: object; 'serverless-offline'?: object };
    readonly provider: { readonly environment: { readonly TABLE_NAME: string } };
  };
  readonly classes: { readonly Error: new (message: string) => Error };
  readonly pluginManager: { readonly plugins: readonly object[]; spawn(command: string): Promise<void> };
}

/** Messages to `npm start` from the process that it starts. */
export type Message = { readonly prepared: string } | { readonly failure: string };

/** serverless-offline, with the `internals` that it offers to plugins. */
interface Offline {
  internals(): { getApiGatewayServer(): HttpServer };
}

const RESET = { reset: { usage: 'Empty the embedded DynamoDB first.', type: 'boolean' } };

/**
 * A plugin of the Serverless CLI. For `offline` and `invoke local` it opens the embedded DynamoDB with the table and
 * the sample users; infra/stage.ts sets the settings. It does nothing for other commands.
 */
export class Local {
  readonly commands: object = {};
  readonly hooks: Readonly<Record<string, () => void | Promise<void>>> = {};

  constructor(
    serverless: Serverless,
    cliOptions: { readonly reset?: boolean },
    { log }: { readonly log: { notice(text: string): void } },
  ) {
    if (!isLocalCommand(process.argv)) return;
    const isOffline = process.argv[2] === 'offline';
    const open = async () => {
      try {
        await this.#open(serverless, cliOptions.reset ?? false, isOffline, log.notice);
      } catch (error) {
        if (!(error instanceof StartError || error instanceof SettingsError)) throw error;
        process.send?.({ failure: error.message } satisfies Message);
        throw new serverless.classes.Error(error.message);
      }
    };
    if (!isOffline) {
      this.hooks = { initialize: () => bundleApart(serverless, '.js'), 'before:invoke:local:loadEnvVars': open };
      return;
    }
    const { functions, custom } = serverless.service;
    // Otherwise serverless-offline answers unknown routes with a list of the known ones. API Gateway needs no function
    // for this.
    functions.unknownRoute = { handler: 'src/local/unknown-route.handler', events: [{ httpApi: '*' }] };
    custom['serverless-offline'] = {
      // Otherwise fifty simultaneous requests start fifty worker threads, which takes longer than a function may.
      useInProcess: true,
      // Otherwise tokens made on this machine are invalid. No deploy reads this option.
      ignoreJWTSignature: true,
    };
    this.commands = { offline: { options: RESET, commands: { start: { options: RESET } } } };
    this.hooks = {
      initialize: () => bundleApart(serverless, '.mjs'),
      // `offline start` differs only in that it has a hook between the server's start and its end.
      'before:offline:start': () => serverless.pluginManager.spawn('offline:start'),
      'before:offline:start:init': open,
      'after:offline:start:init': () => {
        const server = offlineIn(serverless).internals().getApiGatewayServer();
        takeTurns(server);
        refuseOtherSpellings(server);
      },
    };
  }

  async #open({ service }: Serverless, reset: boolean, isOffline: boolean, notice: (text: string) => void) {
    const mistakes = misspelt(process.env);
    if (mistakes.length > 0) throw new StartError(mistakes.join('\n'));
    const { dataDir, endpoint: external, settings } = parseOptions(process.env, reset);
    if (settings.passes !== undefined) makeLocalKey(dataDir);
    const { TABLE_NAME } = service.provider.environment;
    const prepared = await openData({ dataDir, external, reset, tableName: TABLE_NAME, isShared: !isOffline });
    notice(prepared);
    process.send?.({ prepared } satisfies Message);
  }
}

/**
 * Bundles into a folder of this process, so that a test and a running service do not share one. serverless-offline also
 * keeps its temporary copies of the functions there.
 * @param outputFileExtension `invoke local` loads only .js and .cjs
 */
function bundleApart({ serviceDir, service }: Serverless, outputFileExtension: string): void {
  const { dataDir } = parseOptions(process.env, false);
  const folder = join(dataDir, `build-${process.pid}`);
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary, { recursive: true });
  process.env.TMPDIR = temporary;
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  Object.assign(service.custom.esbuild, { outputWorkFolder: relative(serviceDir, folder), outputFileExtension });
}

function offlineIn({ pluginManager }: Serverless): Offline {
  const isOffline = (plugin: object): plugin is Offline => plugin.constructor.name === 'ServerlessOffline';
  const found = pluginManager.plugins.find(isOffline);
  if (found === undefined) throw new Error('serverless.yml does not list serverless-offline.');
  return found;
}
