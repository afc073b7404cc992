import * as z from 'zod/mini';
import { STREAM_TAG } from '../../domain/policies.ts';

const MAX_TAGS = 5;
const WORD = /^[a-z0-9-]{1,32}$/;
const WORD_ERROR = 'must be 1 to 32 of a-z 0-9 -';
const RESERVED_ERROR = `must not be named "${STREAM_TAG}": that is the stream itself`;

export const TagValue = z.string().check(z.regex(WORD, WORD_ERROR));

/** Properties of a lease, for policies: `{"quality":"uhd"}`. */
export const Tags = z.record(z.string(), TagValue).check(
  z.refine((tags) => Object.keys(tags).length <= MAX_TAGS, `must be at most ${MAX_TAGS} tags`),
  ({ value, issues }) => {
    for (const name of Object.keys(value)) {
      const message =
        name === STREAM_TAG ? RESERVED_ERROR : WORD.test(name) ? undefined : `has a name that ${WORD_ERROR}`;
      if (message !== undefined) issues.push({ code: 'custom', path: [name], message, input: value });
    }
  },
);
