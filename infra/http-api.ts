import { httpApi as httpApiOf } from '../src/http/api-gateway.ts';
import { type ResolveVariable, withShortErrors } from './stage.ts';

/**
 * What API Gateway is told of authorization and CORS. The settings are checked by the code that the functions run, so
 * that a deploy with a fault ends here.
 */
export async function httpApi({ resolveVariable }: ResolveVariable) {
  const settings = await resolveVariable<Readonly<Record<string, string>>>('self:custom.settings');
  return withShortErrors(() => httpApiOf(settings));
}
