import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { Deps } from '../domain/deps.ts';
import type { Table } from '../domain/table.ts';
import type { Log } from '../log/log.ts';
import type { PassSettings } from '../passes/open.ts';
import type { Auth } from './authorization.ts';

/** Everything that the endpoints share. `openApp` (src/composition-root.ts) makes it once per process. */
export interface App<T = Table> {
  readonly deps: Deps<T>;
  readonly auth: Auth;
  /** The origins of other pages that may call the service. */
  readonly origins: readonly string[];
  readonly log: Log;
  /** Undefined if passes are off. */
  readonly passes?: PassSettings | undefined;
}

/** A request from API Gateway's HTTP API (payload format 2.0), and the answer to it. */
export type HttpEvent = APIGatewayProxyEventV2;
export type HttpAnswer = APIGatewayProxyStructuredResultV2;

export type Endpoint = (event: HttpEvent, context: Context) => Promise<HttpAnswer>;
