/** Every route that needs a token: which scopes (any one of them), and an input that names the user 010 where it names one. */
export const ROUTES = [
  {
    route: 'POST /requeststream',
    load: () => import('../../src/handlers/request-stream.ts'),
    scopes: ['streams:write'],
    input: { id: '010', stream: 'stream_100' },
  },
  {
    route: 'POST /renewstream',
    load: () => import('../../src/handlers/renew-stream.ts'),
    scopes: ['streams:write'],
    input: { id: '010', session: 'tv' },
  },
  {
    route: 'POST /stopstream',
    load: () => import('../../src/handlers/stop-stream.ts'),
    scopes: ['streams:write'],
    input: { id: '010', session: 'tv' },
  },
  {
    route: 'GET /getstreams',
    load: () => import('../../src/handlers/get-streams.ts'),
    scopes: ['users:read', 'streams:write'],
    input: { id: '010' },
  },
  {
    route: 'POST /createuser',
    load: () => import('../../src/handlers/create-user.ts'),
    scopes: ['users:write'],
    input: { id: '010', Name: 'Van Persie', Subscription: 'basic plan' },
  },
  {
    route: 'GET /getuser',
    load: () => import('../../src/handlers/get-user.ts'),
    scopes: ['users:read'],
    input: { id: '010' },
  },
  {
    route: 'POST /removeuser',
    load: () => import('../../src/handlers/remove-user.ts'),
    scopes: ['users:write'],
    input: { id: '010' },
  },
  {
    route: 'GET /getallusers',
    load: () => import('../../src/handlers/get-all-users.ts'),
    scopes: ['users:read'],
    input: {},
  },
].map((each) => ({ ...each, method: each.route.split(' ')[0] }));

/** The routes that are open to everybody. */
export const OPEN_ROUTES = [
  'GET /health',
  'GET /openapi.json',
  'GET /docs',
  ...['docs.js', 'docs.css', 'swagger-ui.js', 'swagger-ui.css'].map((part) => `GET /docs/${part}`),
  'GET /',
];
