import { randomUUID } from 'node:crypto';

const HOST = 'abcdefghij.execute-api.us-east-1.amazonaws.com';

/** What API Gateway hands a function for a player's POST: an HTTP API's event, payload format 2.0. */
export function playerEvent(path: string, user: string, body: object, claims: Record<string, string> = {}) {
  return {
    version: '2.0',
    routeKey: `POST ${path}`,
    rawPath: path,
    rawQueryString: '',
    headers: {
      accept: 'application/json',
      'accept-encoding': 'gzip, deflate, br',
      'accept-language': 'en-GB,en;q=0.9',
      authorization: `Bearer ${'x'.repeat(700)}`,
      'content-length': String(JSON.stringify(body).length),
      'content-type': 'application/json',
      host: HOST,
      origin: 'https://play.example.com',
      referer: 'https://play.example.com/watch/stream_100',
      'user-agent':
        'Mozilla/5.0 (Linux; Tizen 8.0) AppleWebKit/537.36 (KHTML, like Gecko) Version/8.0 TV Safari/537.36',
      'x-amzn-trace-id': 'Root=1-6742f0a1-0123456789abcdef01234567',
      'x-forwarded-for': '203.0.113.7',
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
    },
    requestContext: {
      accountId: '123456789012',
      apiId: 'abcdefghij',
      authorizer: {
        jwt: {
          claims: {
            iss: ISSUER,
            sub: user,
            aud: AUDIENCE,
            iat: '1795435200',
            exp: '4102444800',
            scope: path === '/revokestreams' ? 'streams:admin' : 'streams:write users:read',
            token_use: 'access',
            ...claims,
          },
          scopes: null,
        },
      },
      domainName: HOST,
      domainPrefix: 'abcdefghij',
      http: { method: 'POST', path, protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: 'Mozilla/5.0' },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey: `POST ${path}`,
      stage: '$default',
      time: '23/Nov/2026:12:00:00 +0000',
      timeEpoch: 1795435200000,
    },
    body: JSON.stringify(body),
    isBase64Encoded: false,
  };
}

export const ISSUER = 'https://issuer.example.com/';
export const AUDIENCE = 'streamgate';

/** What Lambda hands a function beside the event. */
export const lambdaContext = () => ({
  awsRequestId: randomUUID(),
  callbackWaitsForEmptyEventLoop: true,
  functionName: 'streamgate-prod-requestStream',
  functionVersion: '1',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:streamgate-prod-requestStream:live',
  logGroupName: '/aws/lambda/streamgate-prod-requestStream',
  logStreamName: '2026/11/23/[1]0123456789abcdef0123456789abcdef',
  memoryLimitInMB: '512',
  getRemainingTimeInMillis: () => 5990,
});

/** The environment of a deployed function, but for the endpoint. */
export const functionEnvironment = (endpoint: string, tableName: string): Record<string, string> => ({
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_SESSION_TOKEN: 'x'.repeat(800),
  AWS_LAMBDA_FUNCTION_NAME: 'streamgate-prod-requestStream',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  _X_AMZN_TRACE_ID: 'Root=1-6742f0a1-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=0',
  AWS_ENDPOINT_URL_DYNAMODB: endpoint,
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  TABLE_NAME: tableName,
  SERVICE_NAME: 'streamgate-prod',
  AUTH: 'jwt',
  AUTH_ISSUER: ISSUER,
  AUTH_AUDIENCE: AUDIENCE,
});
