import { NodeHttpHandler } from '@smithy/node-http-handler';

/** A transport that delivers every request, and loses the response of the next ones when told to. */
export class LossyTransport extends NodeHttpHandler {
  /** How many of the next responses to writes are lost, after the engine has done what was asked. */
  losses = 0;

  override async handle(...args: Parameters<NodeHttpHandler['handle']>): ReturnType<NodeHttpHandler['handle']> {
    const result = await super.handle(...args);
    const [{ headers }] = args;
    if (this.losses === 0 || headers['x-amz-target']?.endsWith('.GetItem')) return result;
    this.losses--;
    result.response.body.resume();
    throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
  }
}
