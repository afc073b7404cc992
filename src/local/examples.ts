import type { Token } from './tokens.ts';

/**
 * Commands to try after the start, one per endpoint; each works as it is.
 * @param tokens one per role; none without authorization
 * @param serve whether it runs like an instance of a fleet
 */
export function examples(
  url: string,
  data: string,
  tokens: readonly Token[],
  hasConsole: boolean,
  serve = false,
): string {
  const as = (role: string) => (tokens.length > 0 ? ` -H "authorization: Bearer $${role}"` : '');
  const post = (role: string, path: string, body: object) =>
    `  curl -s '${url}${path}'${as(role)} -d '${JSON.stringify(body)}'`;
  const get = (role: string, path: string) => `  curl -s '${url}${path}'${as(role)}`;
  return `
Streamgate is ready on ${url}, ${tokens.length > 0 ? 'with' : 'without'} authorization. Its data is in ${data}
${tokens.length > 0 ? tokenLines(tokens, serve) : `Anyone may do anything (AUTH=none). To require tokens: AUTH=jwt npm ${serve ? 'run serve' : 'start'}\n`}
${hasConsole ? `Open ${url} in a browser to watch it work${tokens.length > 0 ? ': it asks for a token, and OFFICE may do everything' : ''}.\n` : ''}Read about the API, and try it: ${url}/docs

Watch:
${post('VIEWER', '/requeststream', { id: '001', stream: 'stream_100', session: 'tv-1', device: 'Television' })}
${post('VIEWER', '/renewstream', { id: '001', session: 'tv-1' })}
${get('VIEWER', '/getstreams?id=001')}
${post('VIEWER', '/stopstream', { id: '001', session: 'tv-1' })}
${tokens.length > 0 ? `${post('NEWCOMER', '/requeststream', { id: 'newcomer', stream: 'stream_100' })}\n` : ''}
Users:
${get('OFFICE', '/getuser?id=001')}
${get('OFFICE', '/getallusers?limit=2')}
${post('OFFICE', '/createuser', { id: '010', Name: 'Van Persie', Subscription: 'basic plan' })}
${post('OFFICE', '/revokestreams', { id: '010' })}
${post('OFFICE', '/updateuser', { id: '010', limit: 5 })}
${post('OFFICE', '/removeuser', { id: '010' })}

And:
  curl -s '${url}/health'

Ctrl-C stops it. npm start -- --help lists the options.`;
}

const UNCHECKED = `Signatures are NOT checked on this machine (AUTH=jwt): only issuer, audience, expiry, scopes and whose user it is. Once deployed,
API Gateway checks them and rejects these tokens.`;
const CHECKED = `Signatures are checked, with the key of an issuer that is made up on this machine. Once deployed, these tokens are rejected.`;

const tokenLines = (tokens: readonly Token[], serve: boolean) => `
${serve ? CHECKED : UNCHECKED} They last 12 hours; paste them into a shell to try the commands below:
${tokens.map(({ variable, whose, text }) => `  # ${whose}\n  ${variable}='${text}'`).join('\n')}
`;

export const picturesAt = (url: string): string => `
Open ${url} in a browser: the console with pictures. Passes are on, and the edge is this machine's (edge/verify.ts).
Start a stream on two devices, let one press "Cheat", and take its slot: its picture stops within 20 seconds.`;
