/** An error that a person can fix, in a sentence. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
