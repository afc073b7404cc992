import type { Problem } from './problems.ts';

/**
 * The answer to a request without a route: a 405 if only the method is wrong, otherwise a 404.
 * @param routes of the service, such as `POST /renewstream`
 */
export function unknownRoute(routes: readonly string[], method: string, path: string) {
  const known = routes.map((route) => route.split(' ')).filter(([, other]) => other === path);
  const methods = known.map(([one = '']) => one);
  // HEAD gets a 404, because API Gateway has no route for it.
  if (methods.length > 0 && !methods.includes(method) && method !== 'HEAD') {
    const allow = methods.join(', ');
    const problem: Problem = {
      status: 405,
      code: 'method-not-allowed',
      title: 'Method not allowed',
      detail: `${path} allows only ${allow}.`,
    };
    return { problem, allow };
  }
  const problem: Problem = {
    status: 404,
    code: 'route-not-found',
    title: 'Route not found',
    detail: `There is no ${method} ${path}. See /docs.`,
  };
  return { problem, allow: undefined };
}
