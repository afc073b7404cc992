/**
 * Stands in for `@aws-sdk/endpoint-cache` in the bundles (serverless.yml): every DynamoDB client makes one, and no operation of
 * DynamoDB looks into it, as none discovers its endpoint.
 */
export class EndpointCache {}
