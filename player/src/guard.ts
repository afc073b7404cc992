import type { Passes } from './passes.ts';

const EVENTS = ['readystatechange', 'loadstart', 'progress', 'load', 'error', 'timeout', 'abort', 'loadend'];

/**
 * Makes a request wait for a pass and carry it. A 401 is hidden from the library: the lease is renewed once and the
 * same is sent again. Call it before the library sets its handlers.
 */
export function guard(xhr: XMLHttpRequest, passes: Passes): void {
  const native = {
    open: xhr.open.bind(xhr),
    send: xhr.send.bind(xhr),
    abort: xhr.abort.bind(xhr),
    setRequestHeader: xhr.setRequestHeader.bind(xhr),
  };
  let method = 'GET';
  let url = '';
  let headers: [string, string][] = [];
  let pass: string | undefined;
  /** Between the library's `send` and the platform's, or between a 401 and what comes of it. */
  let waiting = false;
  let aborted = false;
  let tried = false;

  function load(now: string | undefined, body?: Document | XMLHttpRequestBodyInit | null): void {
    pass = now;
    waiting = false;
    native.open(method, passes.address(url, pass), true);
    for (const [name, value] of [...headers, ...Object.entries(passes.headers(pass))]) {
      native.setRequestHeader(name, value);
    }
    native.send(body);
  }

  async function tryAgain(): Promise<void> {
    tried = true;
    const isWorthIt = await passes.renewed(pass);
    if (aborted) return;
    if (isWorthIt) return load(await passes.ready());
    waiting = false;
    for (const type of ['readystatechange', 'load', 'loadend']) xhr.dispatchEvent(new Event(type));
  }

  function hide(event: Event): void {
    if (!tried && !aborted && xhr.readyState >= 2 && xhr.status === 401) waiting = true;
    if (!waiting || aborted) return;
    event.stopImmediatePropagation();
    if (event.type === 'loadend' && !tried) tryAgain();
  }

  for (const type of EVENTS) xhr.addEventListener(type, hide);
  xhr.open = (verb: string, address: string | URL) => {
    method = verb;
    url = String(address);
    headers = [];
    native.open(verb, address, true);
  };
  xhr.setRequestHeader = (name, value) => {
    headers.push([name, value]);
    native.setRequestHeader(name, value);
  };
  xhr.send = async (body) => {
    waiting = true;
    aborted = false;
    tried = false;
    const now = await passes.ready();
    if (!aborted) load(now, body);
  };
  xhr.abort = () => {
    aborted = true;
    native.abort();
    // The platform tells of no abort where it has nothing to abort.
    if (waiting) xhr.dispatchEvent(new Event('abort'));
    waiting = false;
  };
}
