/**
 * Stands in for `@smithy/core/event-streams` in the bundles (serverless.yml): no operation of DynamoDB has an event stream, so
 * nothing loads it. Left in, its dynamic import makes esbuild wrap half of the SDK in functions that run later.
 */
function absent(): never {
  throw new Error('DynamoDB has no event streams, so the bundles leave @smithy/core/event-streams out.');
}

export const eventStreamSerdeProvider = absent;

export class EventStreamSerde {
  constructor() {
    absent();
  }
}

/** What the client of Lambda makes at its start, for answers that are streamed; we ask for none. */
export const resolveEventStreamSerdeConfig = <Config>(config: Config): Config => config;
