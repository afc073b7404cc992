import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { grown } from '../support/grown.ts';

/**
 * Stands in front of the service and answers as a later release may: every object of an answer has a field more.
 * @returns its URL, and what ends it
 */
export async function startGrowing(serviceUrl: string): Promise<{ readonly url: string; readonly stop: () => void }> {
  const server = createServer(async (request, response) => {
    try {
      const { method = 'GET', url = '/', headers } = request;
      const body = method === 'POST' ? await buffer(request) : null;
      const type = headers['content-type'] ?? 'application/json';
      const answer = await fetch(`${serviceUrl}${url}`, { method, body, headers: { 'content-type': type } });
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
      response.end(JSON.stringify(grown(await answer.json())));
    } catch (error) {
      response.writeHead(502).end(String(error));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, stop: () => server.close().closeAllConnections() };
}
