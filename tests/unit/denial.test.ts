import { expect, test } from '@jest/globals';
import { refusalProblem } from '../../src/http/problems.ts';

const denied = (active: number, limit: number) => {
  const live = Array.from({ length: active }, (_, i) => ({
    session: `s${i}`,
    stream: 'film',
    startedAt: 0,
    expiresAt: 1000,
  }));
  return refusalProblem({ refusal: 'stream-limit-reached', id: '001', session: 'x', stream: 'film', limit, live })
    .detail;
};

test.each([
  [3, 3, '3 of 3 streams are in use. Stop or replace one of them to start another.'],
  [3, 1, '3 of 1 streams are in use. Stop or replace 3 of them to start another.'],
  [0, 0, '0 of 0 streams are in use. A limit of 0 admits none.'],
  [2, 0, '2 of 0 streams are in use. A limit of 0 admits none.'],
])('%i live under a limit of %i: the denial says what makes room', (active, limit, detail) => {
  expect(denied(active, limit)).toBe(detail);
});
