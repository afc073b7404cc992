/** Stands in for `@aws-sdk/credential-provider-node` in the bundles (serverless.yml): Lambda's credentials are in the environment. */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
