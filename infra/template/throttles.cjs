/**
 * Gives each route that asks for no token a throttle of its own, so that a flood there takes nothing of what viewers have.
 * @param open `functions` that strangers may call, by their names; `rate` and `burst` of each of their routes
 * @throws Error if a route of another function asks for no token, though others do
 */
function throttleOpenRoutes(resources, { functions, rate, burst }) {
  const integrations = functions.map((name) => `HttpApiIntegration${name[0].toUpperCase()}${name.slice(1)}`);
  const routes = Object.entries(resources).filter(([, { Type }]) => Type === 'AWS::ApiGatewayV2::Route');
  const isOpen = ([, { DependsOn }]) => [DependsOn].flat().some((id) => integrations.includes(id));
  const asks = ([, { Properties }]) => Properties.AuthorizerId !== undefined;
  const unguarded = routes.filter((route) => !isOpen(route) && !asks(route));
  if (routes.some(asks) && unguarded.length > 0) {
    throw new Error(
      `These ask for no token and have no throttle: ${unguarded.map(([, { Properties }]) => Properties.RouteKey)}`,
    );
  }
  const open = routes.filter(isOpen);
  const { HttpApiStage: stage } = resources;
  stage.Properties.RouteSettings = Object.fromEntries(
    open.map(([, { Properties }]) => [
      Properties.RouteKey,
      { DetailedMetricsEnabled: true, ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst },
    ]),
  );
  // API Gateway refuses settings of a route that is not there yet.
  stage.DependsOn = [stage.DependsOn, ...open.map(([id]) => id)].flat();
}

module.exports = { throttleOpenRoutes };
