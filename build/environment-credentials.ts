import { fromEnv } from '@aws-sdk/credential-provider-env';
import { doesIdentityRequireRefresh, isIdentityExpired, memoizeIdentityProvider } from '@smithy/core';

/**
 * Stands in for `@aws-sdk/credential-provider-node` in the bundles (serverless.yml): Lambda's credentials are in the
 * environment. Like that one it reads them once, as the environment of a process is slow to read, and again when they
 * expire.
 */
export const defaultProvider = (...options: Parameters<typeof fromEnv>) =>
  memoizeIdentityProvider(fromEnv(...options), isIdentityExpired, doesIdentityRequireRefresh);
