import * as z from 'zod/mini';
import * as schemas from '../api/schemas.ts';
import * as examples from './examples.ts';

/**
 * What people read about the schemas, and their names in the document. It is kept apart from the schemas themselves, so that
 * no function carries it.
 */
const registry = z.registry<{ id?: string; description: string; examples?: unknown[] }>();

/** By the schema's name: what each property means there. A property that is left out has the words of its own schema. */
const propertyTexts = new Map<string, object>();

function describe<Shape extends z.core.$ZodShape>(
  schema: z.ZodMiniObject<Shape>,
  meta: { id: string; description: string; examples?: unknown[] },
  ofProperties: { [Name in keyof Shape & string]?: string },
): void {
  registry.add(schema, meta);
  propertyTexts.set(meta.id, ofProperties);
}

const { lease, stopped, streams, user } = examples;

registry.add(schemas.UserId, {
  id: 'UserId',
  description: 'The id of a user: what your OIDC issuer puts in `sub` fits.',
  examples: [user.id],
});
registry.add(schemas.StreamId, {
  id: 'StreamId',
  description: 'The id of a title or a channel, as your catalogue has it.',
  examples: [lease.stream],
});
registry.add(schemas.SessionId, {
  id: 'SessionId',
  description: 'One playback on one player, and the key of its lease. The player makes it up: a random one is best.',
  examples: [lease.session],
});
registry.add(schemas.Text, {
  id: 'Text',
  description: 'Printable characters, and not only blanks.',
});
registry.add(schemas.Watching, { description: 'The ids of the streams that are on now, oldest first.' });
registry.add(schemas.User.shape.Status.shape.offline.shape.lastOnline, {
  description: 'When the user last watched. Null while something is watched, and if nothing ever was.',
});
registry.add(schemas.User.shape.Status, { description: 'Counted by the service: only live leases are shown.' });

describe(
  schemas.CreateUser,
  { id: 'CreateUser', description: 'A new user.' },
  {
    id: 'Left out, the service makes one: a UUID.',
    Name: 'The name to show.',
    Subscription: 'The plan. It decides the limit where the service has limits by plan, in any upper or lower case.',
  },
);
registry.add(schemas.IdleStatus, {
  id: 'IdleStatus',
  description:
    'The status of a user who watches nothing. It is taken so that a user can be sent in the shape in which users are shown; no other status is.',
});
describe(schemas.UserById, { id: 'UserById', description: 'Names a user.' }, {});
describe(
  schemas.ListUsers,
  { id: 'ListUsers', description: 'Which users, and how many at once.' },
  {
    limit: 'Users a page.',
    cursor: 'Where the page starts: the `cursor` of the page before, with the same `subscription` and `online`.',
    subscription: 'Only users with this subscription, in any upper or lower case.',
    online: '`true`: only users who watch something now. `false`: only users who watch nothing.',
  },
);
registry.add(schemas.Nothing, { id: 'Nothing', description: 'No parameters.' });
describe(
  schemas.RequestStream,
  { id: 'RequestStream', description: 'Asks for a slot.' },
  {
    stream: 'What is to be watched.',
    session: 'Left out, the stream is its own session: two players of one stream then share a slot.',
    device: 'What the viewer calls the player. It is shown to them when they must choose a stream to stop.',
  },
);
describe(
  schemas.RenewStream,
  { id: 'RenewStream', description: 'Extends a lease.' },
  { stream: 'Given when the player changed channel: the lease goes on with another stream.' },
);
describe(schemas.StopStream, { id: 'StopStream', description: 'Gives a slot back.' }, {});
describe(
  schemas.User,
  { id: 'User', description: 'An account of the streaming service.', examples: [user] },
  { Name: 'The name to show.', Subscription: 'The plan, as it was given.' },
);
describe(
  schemas.Users,
  { id: 'Users', description: 'A page of users.', examples: [examples.users] },
  {
    users:
      'By id if `subscription` was given, else in no particular order. A page may be short, or empty, and still not be the last.',
    cursor: 'Where the next page starts. Missing on the last page, and only there.',
  },
);
describe(
  schemas.Stream,
  { id: 'Stream', description: 'A live lease, as everybody sees it.', examples: [examples.stream] },
  {
    device: 'What the viewer calls the player, if it was given.',
    startedAt: 'When the lease was admitted.',
    expiresAt: 'When the slot comes free unless the lease is renewed.',
  },
);
describe(
  schemas.Streams,
  { id: 'Streams', description: 'What a user watches now.', examples: [streams] },
  {
    limit: 'How many streams the user may watch at once.',
    activeStreams: 'How many are on now.',
    streams: 'The live leases, oldest first.',
  },
);
describe(
  schemas.Lease,
  { id: 'Lease', description: "A session's right to a slot, until `expiresAt`.", examples: [lease] },
  {
    startedAt: 'When the lease was admitted. Renewing does not change it.',
    expiresAt: "When the lease expires, by the server's clock.",
    renewAfter:
      'Renew in so many seconds from now. Each answer has another value, so that players who started together do not renew together.',
    activeStreams: 'How many streams of the user are on now, this one included.',
    limit: 'How many streams the user may watch at once.',
  },
);
describe(
  schemas.Stopped,
  { id: 'Stopped', description: 'What is on after a stream was stopped.', examples: [stopped] },
  {
    limit: 'How many streams the user may watch at once.',
    activeStreams: 'How many are on now.',
  },
);
describe(
  schemas.Health,
  { id: 'Health', description: 'The service and its table answer.', examples: [examples.health] },
  {
    status: 'Always `ok`: a table that does not answer is a 503.',
    latencyMs: 'How long the table took, in milliseconds.',
  },
);
describe(
  schemas.Problem,
  {
    id: 'Problem',
    description: 'A refusal, after [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457). Programs go by `code`.',
  },
  {
    type: 'A name for the kind of problem: `urn:streamgate:problem:` and the `code`.',
    title: 'The kind of problem, in English.',
    status: 'The HTTP status, once more.',
    detail: 'This very problem, in English. Its wording may change.',
    code: 'The kind of problem, for programs. It never changes.',
    requestId: 'What the log of the service knows the request by: the same as `x-request-id`.',
    errors: 'Every fault of the request (`invalid-request`).',
    limit: 'How many streams the user may watch at once (`stream-limit-reached`).',
    activeStreams: 'How many are on now (`stream-limit-reached`).',
    streams: 'The live leases, oldest first (`stream-limit-reached`).',
  },
);

/** A JSON Schema, as far as this module looks into it. */
export interface JsonSchema {
  [keyword: string]: unknown;
  properties?: Record<string, JsonSchema>;
  required?: string[];
}

/** Every schema by its name in the document, as JSON Schema 2020-12. */
export function jsonSchemas(): Record<string, JsonSchema> {
  const converted = z.toJSONSchema(registry, {
    metadata: registry,
    io: 'input',
    uri: reference,
    override: ({ zodSchema, jsonSchema }) => adapt(zodSchema, jsonSchema),
  });
  return Object.fromEntries(
    Object.entries(converted.schemas).map(([name, { $schema, $id, ...rest }]) => {
      const schema = plain(rest);
      for (const [property, description] of Object.entries(propertyTexts.get(name) ?? {})) {
        schema.properties = { ...schema.properties, [property]: { ...schema.properties?.[property], description } };
      }
      return [name, schema];
    }),
  );
}

/** The name in the document of a schema that has one. */
export function nameOf(schema: z.ZodMiniType): string {
  const name = registry.get(schema)?.id;
  if (name === undefined) throw new Error('A schema that the document refers to has no name.');
  return name;
}

export const reference = (name: string): string => `#/components/schemas/${name}`;

/** Without what only zod's type knows. */
const plain = (schema: object): JsonSchema => JSON.parse(JSON.stringify(schema));

function adapt(schema: z.core.$ZodTypes, json: z.core.JSONSchema.BaseSchema): void {
  // "Any safe integer" tells a reader nothing.
  if (json.minimum === Number.MIN_SAFE_INTEGER) delete json.minimum;
  if (json.maximum === Number.MAX_SAFE_INTEGER) delete json.maximum;
  // The format says it; zod's expression for it is 300 characters long.
  if (json.format === 'date-time') delete json.pattern;
  // Python's and Rust's expressions know no \u{10ffff}; the character itself is the same to all.
  if (json.pattern) {
    json.pattern = json.pattern.replace(/\\u\{([0-9a-f]+)\}/g, (_, hex) =>
      String.fromCodePoint(Number.parseInt(hex, 16)),
    );
  }
  if (schema._zod.def.type === 'default') json.default = schema._zod.def.defaultValue;
}
