import { ConditionalCheckFailedException, type DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { isThrottlingError, isTransientError } from '@smithy/core/retry';
import { Unavailable } from '../domain/refusals.ts';
import type { Stored, Update, WriteResult } from '../domain/table.ts';

type Fault = Parameters<typeof isTransientError>[0];

/** All fields that the SDK's classification reads are optional, so any error may be passed to it. */
const isFault = (error: unknown): error is Fault => error instanceof Error;

/** The SDK's own classification, plus an abort by the request's deadline. */
export const isTransient = (error: unknown): error is Error =>
  isFault(error) && (error.name === 'AbortError' || isThrottlingError(error) || isTransientError(error));

/** Turns a transient fault of the table into `Unavailable`. Any other error is unexpected, and stays as it is. */
export const asUnavailable = (error: unknown): unknown =>
  isTransient(error) ? new Unavailable(`${error.name}: ${error.message}`, { cause: error }) : error;

/**
 * Runs a read.
 * @throws Unavailable
 */
export async function answerOf<Answer>(read: () => Promise<Answer>): Promise<Answer> {
  try {
    return await read();
  } catch (error) {
    throw asUnavailable(error);
  }
}

/**
 * Runs a conditional write.
 * @param write sends it, and returns the item as plain JavaScript values
 * @param read one strongly consistent read of the same item
 * @throws Unavailable, or any other error that is not a refusal
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
    // The document client leaves the item of a refusal marshalled.
    if (error.Item !== undefined) return { written: false, item: unmarshall(error.Item), attempts };
    if (trustsAbsence) return { written: false, item: undefined, attempts };
    // Either there is no such item, or the engine never returns one (dynalite): one read decides.
    return { written: false, item: await read(), attempts };
  }
}

const attemptsOf = ({ $metadata }: Pick<DynamoDBServiceException, '$metadata'>): number => $metadata.attempts ?? 1;
