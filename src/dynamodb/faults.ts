import { ConditionalCheckFailedException, type DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { isThrottlingError, isTransientError } from '@smithy/core/retry';
import { Unavailable } from '../domain/refusals.ts';
import type { Stored, Update, WriteResult } from '../domain/table.ts';

type Fault = Parameters<typeof isTransientError>[0];

/** Everything that the SDK's classification reads is optional, so it may be asked about any error. */
const isFault = (error: unknown): error is Fault => error instanceof Error;

/** By the SDK's own classification, plus the request's deadline, which aborts what is under way. */
export const isTransient = (error: unknown): error is Error =>
  isFault(error) && (error.name === 'AbortError' || isThrottlingError(error) || isTransientError(error));

/** The table's transient faults as `Unavailable`. Anything else is a fault that nobody expects, and stays as it is. */
export const asUnavailable = (error: unknown): unknown =>
  isTransient(error) ? new Unavailable(`${error.name}: ${error.message}`, { cause: error }) : error;

/** The answer to a read. @throws Unavailable */
export async function answerOf<Answer>(read: () => Promise<Answer>): Promise<Answer> {
  try {
    return await read();
  } catch (error) {
    throw asUnavailable(error);
  }
}

/**
 * The result of a conditional write.
 * @param write sends it, and returns the item in JavaScript's own values
 * @param read one strongly consistent read of the same item
 * @throws Unavailable, or whatever is no refusal
 */
export async function resultOf(
  write: () => Promise<Stored | undefined>,
  read: () => Promise<Stored | undefined>,
  { trustsAbsence = false }: Pick<Update, 'trustsAbsence'> = {},
): Promise<WriteResult> {
  try {
    return { written: true, item: await write() };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw asUnavailable(error);
    const attempts = attemptsOf(error);
    // The refusal's item is marshalled, also in an answer to the document client.
    if (error.Item !== undefined) return { written: false, item: unmarshall(error.Item), attempts };
    if (trustsAbsence) return { written: false, item: undefined, attempts };
    // There is no such item, or the engine never returns one (dynalite): one read tells the two apart.
    return { written: false, item: await read(), attempts };
  }
}

const attemptsOf = ({ $metadata }: Pick<DynamoDBServiceException, '$metadata'>): number => $metadata.attempts ?? 1;
