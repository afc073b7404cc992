/** Promises that a condition keeps: each resolves at the first `look` at which its condition holds. */
export function createWaiting<Value>(value: () => Value) {
  let waiting: (() => unknown)[] = [];

  const look = (): void => {
    waiting = waiting.filter((isWaiting) => isWaiting());
  };

  const until = (done: () => boolean): Promise<Value> =>
    new Promise((resolve) => {
      waiting.push(() => !done() || resolve(value()));
      look();
    });

  return { look, until };
}
