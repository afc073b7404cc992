/**
 * A plugin of the Serverless CLI for `npm start` alone: one more function answers what no route takes. Without it,
 * serverless-offline would answer in its own JSON, with a list of its routes. On AWS, API Gateway answers by itself.
 */
class UnknownRoutes {
  constructor({ processedInput, service }) {
    if (processedInput.commands[0] !== 'offline') return;
    service.functions.unknownRoute = { handler: 'src/local/unknown-route.handler', events: [{ httpApi: '*' }] };
  }
}

module.exports = UnknownRoutes;
