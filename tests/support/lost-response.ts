import { NodeHttpHandler } from '@smithy/node-http-handler';

/** A transport that loses the next writes, or their responses, when told to. */
export class LossyTransport extends NodeHttpHandler {
  /** How many of the next responses to writes are lost, after the engine has done what was asked. */
  losses = 0;
  /** Loses only requests whose body has this text. */
  only = '';
  /** Loses the requests instead: the engine sees nothing of them. */
  beforeTheEngine = false;
  /** What happens before the client learns of a loss. */
  meanwhile: () => Promise<unknown> = async () => undefined;

  override async handle(...args: Parameters<NodeHttpHandler['handle']>): ReturnType<NodeHttpHandler['handle']> {
    const [{ headers, body }] = args;
    const loses =
      this.losses > 0 &&
      !headers['x-amz-target']?.endsWith('.GetItem') &&
      new TextDecoder().decode(body).includes(this.only);
    if (!loses) return super.handle(...args);
    this.losses--;
    if (!this.beforeTheEngine) (await super.handle(...args)).response.body.resume();
    await this.meanwhile();
    throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
  }
}
