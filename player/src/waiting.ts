/** Promises that a condition keeps: each resolves at the first `look` at which its condition holds. */
export function createWaiting<Value>(value: () => Value) {
  let waiting: { readonly done: () => boolean; readonly resolve: (value: Value) => void }[] = [];

  function look(): void {
    const over = waiting.filter(({ done }) => done());
    waiting = waiting.filter((each) => over.indexOf(each) < 0);
    for (const { resolve } of over) resolve(value());
  }

  const until = (done: () => boolean): Promise<Value> =>
    new Promise((resolve) => {
      waiting.push({ done, resolve });
      look();
    });

  return { look, until };
}
