// All functions run in one process here, which a thousand requests at once would keep from its own answers until they are too late.
// On AWS each instance of a function has one request at a time; here the server has twenty, and the others wait for their turn.
import { Server } from 'node:http';

/** So few that their calls of the table stay within the client's time-outs on a busy machine, too. */
const AT_ONCE = 20;

const { emit } = Server.prototype;
const waiting = [];
let underWay = 0;

function next() {
  while (underWay < AT_ONCE && waiting.length > 0) {
    const { server, request, response } = waiting.shift();
    underWay++;
    response.once('close', () => {
      underWay--;
      next();
    });
    emit.call(server, 'request', request, response);
  }
}

Server.prototype.emit = function inTurn(event, ...values) {
  if (event !== 'request') return emit.call(this, event, ...values);
  const [request, response] = values;
  waiting.push({ server: this, request, response });
  next();
  return true;
};
