import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What went over the wire to DynamoDB. */
export interface Count {
  calls: number;
  writeUnits: number;
  readUnits: number;
}

/**
 * Stands between a function and the engine, and counts. It asks for the consumed capacity, which the function does not.
 * A refused write is not told by the engine; on AWS it costs what it would have cost, and here one unit, as these items
 * are below 1 KB.
 */
export async function startCountingProxy(endpoint: string) {
  const count: Count = { calls: 0, writeUnits: 0, readUnits: 0 };
  const server = createServer(async (request, response) => {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': String(request.headers['x-amz-target']),
    };
    const body: object = JSON.parse((await buffer(request)).toString());
    const answer = await fetch(endpoint, {
      method: 'POST',
      headers: {
        ...headers,
        authorization: String(request.headers.authorization),
        'x-amz-date': String(request.headers['x-amz-date']),
      },
      body: JSON.stringify({ ...body, ReturnConsumedCapacity: 'TOTAL' }),
    });
    const text = await answer.text();
    const { ConsumedCapacity }: { ConsumedCapacity?: { CapacityUnits?: number } } = JSON.parse(text);
    const reads = /Get|Query|Scan/.test(headers['x-amz-target']);
    count.calls++;
    count[reads ? 'readUnits' : 'writeUnits'] += ConsumedCapacity?.CapacityUnits ?? 1;
    response.writeHead(answer.status, { 'content-type': headers['content-type'] }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    count,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
