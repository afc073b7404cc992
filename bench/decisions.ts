import { OPERATIONS } from './operations.ts';
import { buildBundles, buildPasses, HOT, loadHandlers, packagesIn } from './support/bundles.ts';
import { startCountingProxy } from './support/counting-proxy.ts';
import { functionEnvironment, lambdaContext, playerEvent } from './support/events.ts';
import { openTable, user } from './support/table.ts';

const TABLE = 'streamgate-bench-decisions';
const CLAIM = 'https://example.com/subscription';
/** On for all: what no policy counts must cost what it cost without them. */
const POLICIES = JSON.stringify([{ name: 'uhd', where: { quality: 'uhd' }, limit: 1 }]);
const RACES = 5;
const RACERS = 50;

/**
 * What does not depend on the machine: calls and units of each decision of the built functions, a race, and what is in
 * them.
 */
export async function decisions(endpoint: string, folder: string) {
  Object.assign(process.env, functionEnvironment(endpoint, TABLE), {
    AUTH_SUBSCRIPTION_CLAIM: CLAIM,
    STREAM_POLICIES: POLICIES,
  });
  const table = await openTable(TABLE);
  const proxy = await startCountingProxy(endpoint);
  process.env.AWS_ENDPOINT_URL_DYNAMODB = proxy.endpoint;
  const handlers = await loadHandlers(folder);
  const call = async (path: string, id: string, body: object, claims = {}) => {
    const answer = await handlers.get(path)?.(playerEvent(path, id, body, claims), lambdaContext());
    if (answer === undefined) throw new Error(`There is no handler for ${path}.`);
    return answer;
  };

  const costs = [];
  const cost = async (operation: string, status: number, ...request: Parameters<typeof call>) => {
    Object.assign(proxy.count, { calls: 0, writeUnits: 0, readUnits: 0 });
    const answer = await call(...request);
    if (answer.statusCode !== status) throw new Error(`${operation} answered ${answer.statusCode}: ${answer.body}`);
    return { operation, ...proxy.count };
  };
  for (const { name, before, path, body, status } of OPERATIONS) {
    const id = `user-${name.replaceAll(/[^a-z]+/g, '-')}`;
    await table.put([before(id)]);
    costs.push(await cost(name, status, path, id, body(id)));
  }
  // Nobody has imported this user: the token says what the plan is.
  const start = (session: string) => ({ id: 'user-new', stream: 'stream_100', session });
  const claims = { [CLAIM]: 'Premium Plan' };
  costs.push(await cost('enrol', 200, '/requeststream', 'user-new', start('tv-1'), claims));
  costs.push(await cost('admit by a token', 200, '/requeststream', 'user-new', start('tv-2'), claims));

  const tagged = (id: string, session: string) => ({ id, stream: 'stream_100', session, tags: { quality: 'uhd' } });
  await table.put([user('user-policy', 0), user('user-near', 1)]);
  costs.push(await cost('admit under a policy', 200, '/requeststream', 'user-policy', tagged('user-policy', 'new-1')));
  costs.push(await cost('deny by a policy', 409, '/requeststream', 'user-policy', tagged('user-policy', 'new-2')));
  costs.push(await cost('admit near a policy', 200, '/requeststream', 'user-near', tagged('user-near', 'new-1')));

  let mostAdmitted = 0;
  for (let race = 0; race < RACES; race++) {
    const id = `user-race-${race}`;
    await table.put([user(id, 0)]);
    const answers = await Promise.all(
      Array.from({ length: RACERS }, (_, i) =>
        call('/requeststream', id, { id, stream: 'stream_100', session: `tv-${i}` }),
      ),
    );
    const admitted = answers.filter(({ statusCode }) => statusCode === 200).length;
    mostAdmitted = Math.max(mostAdmitted, admitted);
  }
  table.client.destroy();
  await proxy.close();

  const bundles = await buildBundles(HOT, folder);
  const passes = await buildPasses(folder);
  return {
    costs,
    mostAdmitted,
    bundles: Object.entries(bundles).map(([name, bundle]) => ({
      name,
      bytes: bundle.bytes,
      strangers: Object.keys(bundle.inputs).filter((file) => STRANGERS.test(file)),
    })),
    passes: { bytes: passes.bytes },
    contents: packagesIn(bundles.requestStream ?? { path: '', bytes: 0, inputs: {} }).slice(0, 15),
  };
}

/** What must not be in a hot bundle: what no player's request uses, and what was too large to keep. */
const STRANGERS = new RegExp(
  [
    'zod/v4/(classic|locales)',
    'zod/v4/core/(json-schema|to-json-schema)',
    '@aws-sdk/credential-provider-(?!env)',
    '@aws-sdk/(nested-clients|client-sso|client-sts|token-providers|lib-dynamodb)',
    'aws-xray-sdk|yaml|esbuild',
    '^src/(local|console|openapi)/',
    '^src/domain/(listing|accounts)',
    '^src/dynamodb/document-table',
    '^src/http/(page|schemas/answers|schemas/user-requests)',
  ].join('|'),
);
