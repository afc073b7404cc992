import * as z from 'zod/mini';

/** A mistake in one field of a request: its place, and what it must be. */
export interface FieldError {
  /** Such as `Status.Online.Streams.watching`; empty for the body as a whole. */
  readonly path: string;
  readonly message: string;
}

/** A request of 8 KB may have thousands of mistakes. This keeps the answer short. */
const MAX_ERRORS = 20;
const MAX_PATH = 64;

/** The request does not fit the endpoint's schema. */
export class InvalidRequest extends Error {
  override readonly name = 'InvalidRequest';
  /** The first twenty; the last one says how many more there are. */
  readonly errors: readonly FieldError[];

  constructor(errors: readonly FieldError[]) {
    super('The request is not valid.');
    const more = errors.length - MAX_ERRORS;
    this.errors = [
      ...errors.slice(0, MAX_ERRORS).map(({ path, message }) => ({ path: shortened(path), message })),
      ...(more > 0 ? [{ path: '', message: `has ${more} more errors` }] : []),
    ];
  }
}

const shortened = (path: string) => (path.length > MAX_PATH ? `${path.slice(0, MAX_PATH)}…` : path);

/** @throws InvalidRequest with the field errors */
export function validate<Schema extends z.ZodMiniType>(schema: Schema, input: unknown): z.output<Schema> {
  const { success, data, error } = z.safeParse(schema, input, { error: describe });
  if (success) return data;
  throw new InvalidRequest(
    error.issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => ({ path: [...issue.path, key].join('.'), message: 'is not a known field' }))
        : [{ path: issue.path.join('.'), message: issue.message }],
    ),
  );
}

/** Messages for errors whose schema has none. zod/mini has no messages of its own, to stay small. */
function describe(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is required' : `must be ${ARTICLE[issue.expected] ?? `a ${issue.expected}`}`;
    case 'too_small':
      return issue.minimum === 1 ? 'must not be empty' : `must be at least ${issue.minimum} long`;
    case 'too_big':
      return `must be at most ${issue.maximum} long`;
    case 'invalid_value':
      return `must be ${issue.values.map(String).join(' or ')}`;
    default:
      return undefined;
  }
}

const ARTICLE: Record<string, string> = { object: 'a JSON object', array: 'an array', int: 'a whole number' };
