/**
 * Adds the alias `live` for each function that has a version, and makes permissions and routes go to it.
 * @param resources of the template; changed in place
 * @returns the logical ids of the aliases, by the functions' names as serverless.yml has them
 * @throws Error if a route misses them: a release would reach all of its callers at once, and no instance would be kept for them
 */
function leadToAliases(resources) {
  const aliases = {};
  for (const [version, { Type, Properties }] of Object.entries(resources)) {
    if (Type !== 'AWS::Lambda::Version') continue;
    const fn = Properties.FunctionName.Ref;
    const alias = `${fn}Live`;
    for (const { Type: type, Properties: properties } of Object.values(resources)) {
      if (type === 'AWS::Lambda::Permission') redirect(properties, 'FunctionName', fn, alias);
      if (type === 'AWS::ApiGatewayV2::Integration') redirect(properties, 'IntegrationUri', fn, alias);
    }
    resources[alias] = {
      Type: 'AWS::Lambda::Alias',
      Properties: { FunctionName: { Ref: fn }, FunctionVersion: { 'Fn::GetAtt': [version, 'Version'] }, Name: 'live' },
    };
    aliases[nameOf(fn)] = alias;
  }
  const astray = Object.entries(resources)
    .filter(([, { Type }]) => Type === 'AWS::ApiGatewayV2::Integration')
    .filter(([, { Properties }]) => !Object.values(aliases).includes(Properties.IntegrationUri.Ref))
    .map(([id]) => id);
  if (astray.length > 0) throw new Error(`These do not lead to the alias live of a function: ${astray.join(', ')}`);
  return aliases;
}

/**
 * Keeps instances of functions ready, on the alias that the routes lead to.
 * @param counts how many, by the functions' names
 * @throws Error for a name that is no function's
 */
function keepWarm(resources, aliases, counts) {
  for (const [name, count] of Object.entries(counts)) {
    if (!(name in aliases)) throw new Error(`provisionedConcurrency names ${name}, which is no function.`);
    resources[aliases[name]].Properties.ProvisionedConcurrencyConfig = { ProvisionedConcurrentExecutions: count };
  }
}

/** A reference to an alias is its ARN, as the attribute of the function was the function's. */
function redirect(properties, key, fn, alias) {
  if (properties[key]?.['Fn::GetAtt']?.[0] === fn) properties[key] = { Ref: alias };
}

/** `requestStream`, of the logical id `RequestStreamLambdaFunction`. */
const nameOf = (fn) => (fn[0].toLowerCase() + fn.slice(1)).replace(/LambdaFunction$/, '');

module.exports = { leadToAliases, keepWarm };
