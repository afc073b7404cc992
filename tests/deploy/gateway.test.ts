import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from '@jest/globals';
import { openService } from '../support/service.ts';

/** What API Gateway does, and serverless-offline does not. */
let service: Awaited<ReturnType<typeof openService>>;

beforeAll(async () => {
  service = await openService();
});

test.each([
  ['without a type', undefined],
  ['as a form, as curl says', 'application/x-www-form-urlencoded'],
])('a body that comes %s reaches the function in base64, and is taken', async (_, type) => {
  const id = randomUUID();
  const answer = await service.ask('/createuser', {
    method: 'POST',
    headers: type === undefined ? {} : { 'content-type': type },
    body: new TextEncoder().encode(JSON.stringify({ id, Name: 'Ørsted', Subscription: 'basic plan' })),
  });
  expect(answer).toMatchObject({ status: 201, body: { id, Name: 'Ørsted' } });
});

test('the gateway answers an unknown path', async () => {
  expect(await service.get('/nothing')).toMatchObject({ status: 404, body: { message: 'Not Found' } });
});
