/** What to try when the service has started: a command for each endpoint, each of which works as it stands. */
export function examples(url: string, data: string): string {
  const post = (path: string, body: object) => `  curl -s '${url}${path}' -d '${JSON.stringify(body)}'`;
  const get = (path: string) => `  curl -s '${url}${path}'`;
  return `
Streamgate is ready on ${url}, without authorization. Its data: ${data}

Watch:
${post('/requeststream', { id: '001', stream: 'stream_100', session: 'tv-1', device: 'Television' })}
${post('/renewstream', { id: '001', session: 'tv-1' })}
${get('/getstreams?id=001')}
${post('/stopstream', { id: '001', session: 'tv-1' })}

Users:
${get('/getuser?id=001')}
${get('/getallusers?limit=2')}
${post('/createuser', { id: '010', Name: 'Van Persie', Subscription: 'basic plan' })}
${post('/removeuser', { id: '010' })}

And:
${get('/health')}

Ctrl-C stops it. npm start -- --help tells the options.`;
}
