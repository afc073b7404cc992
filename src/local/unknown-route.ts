import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { ACCESS, type Access } from '../http/access.ts';
import { problemBody } from '../http/problems.ts';

const PAGES = ['/', '/docs', '/openapi.json'];

const routes = [
  ...Object.values<Access<never>>(ACCESS).map(({ route }) => route.split(' ')),
  ...PAGES.map((path) => ['GET', path]),
];

/** Answers requests without a route: a 405 if only the method is wrong, otherwise a 404. */
export const handler = async ({ requestContext }: APIGatewayProxyEventV2, { awsRequestId }: Context) => {
  const { method, path } = requestContext.http;
  const known = routes.filter(([, route]) => route === path).map(([verb]) => verb);
  // If the method matches, the route is of a page that is switched off: a 404.
  const allowed = known.includes(method) ? [] : known;
  const problem =
    allowed.length > 0
      ? { status: 405, code: 'method-not-allowed', title: 'Method not allowed' }
      : { status: 404, code: 'route-not-found', title: 'Route not found' };
  const detail =
    allowed.length > 0 ? `${path} allows only ${allowed.join(', ')}.` : `There is no ${method} ${path}. See /docs.`;
  return {
    statusCode: problem.status,
    headers: {
      'content-type': 'application/problem+json',
      ...(allowed.length > 0 ? { allow: allowed.join(', ') } : {}),
    },
    body: JSON.stringify(problemBody({ ...problem, detail }, awsRequestId)),
  };
};
