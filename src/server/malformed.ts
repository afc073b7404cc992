import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { type Problem, problemBody } from '../http/problems.ts';

/** Answers what Node refuses before there is a request: too slow, too large, or not HTTP. */
export function malformed(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = PROBLEMS[error.code ?? ''] ?? BAD_REQUEST;
  const requestId = randomUUID();
  const body = JSON.stringify(problemBody(problem, requestId));
  socket.end(
    [
      `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
      ...['content-type: application/problem+json', 'cache-control: no-store', 'connection: close'],
      ...[`x-request-id: ${requestId}`, `content-length: ${Buffer.byteLength(body)}`],
      '',
      body,
    ].join('\r\n'),
  );
}

const BAD_REQUEST: Problem = {
  status: 400,
  code: 'invalid-request',
  title: 'Invalid request',
  detail: 'This is not a valid HTTP request.',
};

const PROBLEMS: Readonly<Record<string, Problem>> = {
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    code: 'request-timeout',
    title: 'Request timeout',
    detail: 'The request did not arrive in time.',
  },
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: 'headers-too-large',
    title: 'Headers too large',
    detail: 'The headers may be at most 16 KB.',
  },
};
