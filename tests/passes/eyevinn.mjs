// @eyevinn/cat as a program: checks each token of standard input, and answers a line with its claims or an error.
import { createInterface } from 'node:readline';
import { CAT } from '@eyevinn/cat';

for await (const line of createInterface(process.stdin)) {
  const { token, keys, issuer, url } = JSON.parse(line);
  const cat = new CAT({
    keys: Object.fromEntries(Object.entries(keys).map(([kid, key]) => [kid, Buffer.from(key)])),
  });
  const { cat: found, error } = await cat
    .validate(token, 'mac', { issuer, url: new URL(url) })
    .catch((fault) => ({ error: fault }));
  console.log(JSON.stringify(error === undefined ? { claims: found.claims } : { error: String(error) }));
}
