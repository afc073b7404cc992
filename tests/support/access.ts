import { ACCESS, type FunctionName, scopesOf } from '../../src/http/access.ts';

/** How to call the function of each route that needs a token: with an input that names the user 010 where it names one. */
const CALLS = {
  requestStream: {
    load: () => import('../../src/handlers/request-stream.ts'),
    input: { id: '010', stream: 'stream_100' },
  },
  renewStream: { load: () => import('../../src/handlers/renew-stream.ts'), input: { id: '010', session: 'tv' } },
  stopStream: { load: () => import('../../src/handlers/stop-stream.ts'), input: { id: '010', session: 'tv' } },
  revokeStreams: { load: () => import('../../src/handlers/revoke-streams.ts'), input: { id: '010' } },
  getStreams: { load: () => import('../../src/handlers/get-streams.ts'), input: { id: '010' } },
  createUser: {
    load: () => import('../../src/handlers/create-user.ts'),
    input: { id: '010', Name: 'Van Persie', Subscription: 'basic plan' },
  },
  getUser: { load: () => import('../../src/handlers/get-user.ts'), input: { id: '010' } },
  removeUser: { load: () => import('../../src/handlers/remove-user.ts'), input: { id: '010' } },
  getAllUsers: { load: () => import('../../src/handlers/get-all-users.ts'), input: {} },
} satisfies Record<Exclude<FunctionName, 'health'>, object>;

/** Every route that needs a token: which scopes (any one of them), and how to call it. */
export const ROUTES = Object.entries(CALLS).map(([name, call]) => {
  const access = ACCESS[name as keyof typeof CALLS];
  return { name, route: access.route, method: access.route.split(' ')[0], scopes: scopesOf(access), ...call };
});

/** The routes that are open to everybody. */
export const OPEN_ROUTES = [
  'GET /health',
  'GET /openapi.json',
  'GET /docs',
  ...['docs.js', 'docs.css'].map((part) => `GET /docs/${part}`),
  'GET /',
];
