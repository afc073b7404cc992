import { once } from 'node:events';
import { createVerifierServer } from '../edge/server.ts';
import { FRESH_MS, keyRing } from '../src/passes/key-ring.ts';
import { parseKeys } from '../src/passes/keys.ts';
import { secretReader } from '../src/passes/secret.ts';
import { fail, ScriptError, takesNothing } from './support/run.ts';

const USAGE = `npm run verify-passes: answers nginx's auth_request (edge/nginx.conf), for media that nginx serves

From the shell:
  PASS_KEYS     the secret with the keys, or a file: file:/etc/streamgate/keys.json; read again every ${FRESH_MS / 60_000} minutes
  PASS_ISSUER   iss of the passes; without it, the verifier accepts any issuer
  PORT, LISTEN  where it listens (8090, 127.0.0.1)`;

async function main(): Promise<void> {
  takesNothing(USAGE);
  const { PASS_KEYS, PASS_ISSUER, PORT = '8090', LISTEN = '127.0.0.1', AWS_REGION, AWS_ENDPOINT_URL } = process.env;
  if (!PASS_KEYS) throw new ScriptError(`PASS_KEYS must be set.\n\n${USAGE}`);
  const read = secretReader(PASS_KEYS, { region: AWS_REGION, endpoint: AWS_ENDPOINT_URL });
  const keys = keyRing({
    read: async () => new Map(parseKeys(await read()).map(({ kid, key }) => [kid, key])),
    now: Date.now,
    onFailure: (error, hasKey) =>
      console.error(`The keys cannot be read${hasKey ? '; the verifier keeps using the old ones' : ''}: ${error}`),
  });
  if ((await keys()) === undefined) throw new ScriptError(`There are no keys in ${PASS_KEYS}.`);
  const server = createVerifierServer({ keys, ...(PASS_ISSUER ? { issuer: PASS_ISSUER } : {}) });
  server.listen(Number(PORT), LISTEN);
  await once(server, 'listening');
  console.log(`Verifying passes at http://${LISTEN}:${PORT}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => server.close(() => process.exit(0)));
}

main().catch(fail);
