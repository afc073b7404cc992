import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CompactSign, exportJWK, generateKeyPair, type JWK } from 'jose';

interface Signer {
  readonly kid: string;
  readonly alg: 'RS256' | 'ES256';
  readonly sign: (claims: object) => Promise<string>;
  readonly publicKey: JWK;
}

export async function signer(kid: string, alg: Signer['alg'] = 'RS256'): Promise<Signer> {
  const { privateKey, publicKey } = await generateKeyPair(alg);
  return {
    kid,
    alg,
    sign: (claims) =>
      new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
        .setProtectedHeader({ alg, kid })
        .sign(privateKey),
    publicKey: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' },
  };
}

/** An issuer on the loopback interface: its keys can change, and it can stop to answer. */
export async function openIssuer() {
  let keys: JWK[] = [];
  let answers = true;
  let asked = 0;
  const server = createServer((_, response) => {
    asked++;
    if (!answers) return void response.writeHead(503).end();
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/jwks`,
    publish: (...signers: readonly Signer[]) => {
      keys = signers.map(({ publicKey }) => publicKey);
    },
    fail: (fails: boolean) => {
      answers = !fails;
    },
    asked: () => asked,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
