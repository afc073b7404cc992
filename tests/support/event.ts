import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';

/** An event as an HTTP API hands it over (payload format 2.0). */
export function httpEvent(route: string, options: Partial<APIGatewayProxyEventV2> = {}): APIGatewayProxyEventV2 {
  const [method = '', path = ''] = route.split(' ');
  return {
    version: '2.0',
    routeKey: route,
    rawPath: path,
    rawQueryString: '',
    headers: { 'content-type': 'application/json' },
    isBase64Encoded: false,
    requestContext: {
      accountId: '123456789012',
      apiId: 'api',
      domainName: 'localhost',
      domainPrefix: 'api',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
      requestId: 'api-request',
      routeKey: route,
      stage: '$default',
      time: '23/Nov/2026:12:00:00 +0000',
      timeEpoch: 1795435200000,
    },
    ...options,
  };
}

/** @param remainingMs what is left of the function's time, in milliseconds */
export const lambdaContext = (remainingMs = 6000): Context => ({
  callbackWaitsForEmptyEventLoop: true,
  functionName: 'streamgate-test',
  functionVersion: '1',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:streamgate-test',
  memoryLimitInMB: '512',
  awsRequestId: 'request-1',
  logGroupName: '/aws/lambda/streamgate-test',
  logStreamName: 'stream',
  getRemainingTimeInMillis: () => remainingMs,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
});
