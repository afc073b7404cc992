import { named, ofType, type Resource, type Resources } from '../cloudformation.ts';
import { idOf } from '../functions.ts';

/** `functions` that strangers may call, by their names; `rate` and `burst` of each of their routes. */
export interface Open {
  readonly functions: readonly string[];
  readonly rate: number;
  readonly burst: number;
}

/**
 * Gives each route that asks for no token a throttle of its own, so that a flood there takes nothing of what viewers
 * have.
 * @throws Error if a route of another function asks for no token, though others do
 */
export function throttleOpenRoutes(resources: Resources, { functions, rate, burst }: Open): void {
  const integrations = functions.map((name) => `HttpApiIntegration${idOf(name)}`);
  const routes = ofType(resources, 'AWS::ApiGatewayV2::Route');
  const isOpen = ({ DependsOn }: Resource) => [DependsOn ?? []].flat().some((id) => integrations.includes(id));
  const guarded = routes.filter(([, { Properties }]) => Properties.AuthorizerId !== undefined);
  const unguarded = routes.filter((route) => !isOpen(route[1]) && !guarded.includes(route));
  if (guarded.length > 0 && unguarded.length > 0) {
    throw new Error(
      `These ask for no token and have no throttle: ${unguarded.map(([, { Properties }]) => Properties.RouteKey)}`,
    );
  }
  const open = routes.filter(([, route]) => isOpen(route));
  const stage = named(resources, 'HttpApiStage', 'AWS::ApiGatewayV2::Stage');
  stage.Properties.RouteSettings = Object.fromEntries(
    open.map(([, { Properties }]) => [
      Properties.RouteKey,
      { DetailedMetricsEnabled: true, ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst },
    ]),
  );
  // API Gateway refuses settings of a route that is not there yet.
  stage.DependsOn = [stage.DependsOn ?? [], open.map(([id]) => id)].flat();
}
