import { attribute, named, ofType, type Resources, ref, type Text } from '../cloudformation.ts';
import { nameOf } from '../functions.ts';

/** The logical ids of aliases, by the functions' names as serverless.yml has them. */
export type Aliases = Readonly<Record<string, string>>;

/**
 * Adds the alias `live` for each function that has a version, and makes permissions and routes go to it.
 * @param resources of the template; changed in place
 * @throws Error if a route misses them: a release would reach all of its callers at once, and no instance would be kept
 *   for them
 */
export function leadToAliases(resources: Resources): Aliases {
  const aliases: Record<string, string> = {};
  for (const [version, { Properties }] of ofType(resources, 'AWS::Lambda::Version')) {
    const { FunctionName } = Properties;
    const fn = FunctionName.Ref;
    const alias = `${fn}Live`;
    for (const [, permission] of ofType(resources, 'AWS::Lambda::Permission')) {
      if (isArnOf(fn, permission.Properties.FunctionName)) permission.Properties.FunctionName = ref(alias);
    }
    for (const [, integration] of ofType(resources, 'AWS::ApiGatewayV2::Integration')) {
      if (isArnOf(fn, integration.Properties.IntegrationUri)) integration.Properties.IntegrationUri = ref(alias);
    }
    resources[alias] = {
      Type: 'AWS::Lambda::Alias',
      Properties: { FunctionName, FunctionVersion: attribute(version, 'Version'), Name: 'live' },
    };
    aliases[nameOf(fn)] = alias;
  }
  const astray = ofType(resources, 'AWS::ApiGatewayV2::Integration')
    .filter(([, { Properties }]) => !Object.values(aliases).some((alias) => isRefTo(alias, Properties.IntegrationUri)))
    .map(([id]) => id);
  if (astray.length > 0) throw new Error(`These do not lead to the alias live of a function: ${astray.join(', ')}`);
  return aliases;
}

/**
 * Keeps instances of functions ready, on the alias that the routes lead to.
 * @param counts how many, by the functions' names
 * @throws Error for a name that is no function's
 */
export function keepWarm(resources: Resources, aliases: Aliases, counts: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(counts)) {
    const alias = aliases[name];
    if (alias === undefined) throw new Error(`provisionedConcurrency names ${name}, which is no function.`);
    named(resources, alias, 'AWS::Lambda::Alias').Properties.ProvisionedConcurrencyConfig = {
      ProvisionedConcurrentExecutions: count,
    };
  }
}

/** A reference to an alias is its ARN, as the attribute of the function was the function's. */
const isArnOf = (fn: string, value: Text | undefined) =>
  typeof value === 'object' && 'Fn::GetAtt' in value && value['Fn::GetAtt'][0] === fn;

const isRefTo = (id: string, value: Text | undefined) =>
  typeof value === 'object' && 'Ref' in value && value.Ref === id;
