import { ACCESS, type FunctionName, scopesOf } from '../../src/http/access.ts';

/** What to call each route with that needs a token: an input that names the user 010 where it names one. */
const CALLS = {
  requestStream: {
    input: { id: '010', stream: 'stream_100' },
  },
  renewStream: { input: { id: '010', session: 'tv' } },
  stopStream: { input: { id: '010', session: 'tv' } },
  revokeStreams: { input: { id: '010' } },
  getStreams: { input: { id: '010' } },
  createUser: {
    input: { id: '010', Name: 'Van Persie', Subscription: 'basic plan' },
  },
  getUser: { input: { id: '010' } },
  updateUser: { input: { id: '010', limit: 5 } },
  removeUser: { input: { id: '010' } },
  getAllUsers: { input: {} },
} satisfies Record<Exclude<FunctionName, 'health'>, object>;

/** Every route that needs a token: which scopes (any one of them), and how to call it. */
export const ROUTES = Object.entries(CALLS).map(([name, call]) => {
  const access = ACCESS[name as keyof typeof CALLS];
  return {
    name: name as keyof typeof CALLS,
    route: access.route,
    method: access.route.split(' ')[0],
    scopes: scopesOf(access),
    ...call,
  };
});

/** The routes that are open to everybody. */
export const OPEN_ROUTES = [
  'GET /health',
  'GET /openapi.json',
  'GET /docs',
  ...['docs.js', 'docs.css'].map((part) => `GET /docs/${part}`),
  'GET /',
];
