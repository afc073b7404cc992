import { types } from 'node:util';

// Jest runs tests in a realm of their own, in which the errors of Node's core (a connection that is cut, …) are no
// instances of Error. The SDK would wrap them, and no longer know them for what they are. In the service there is one
// realm.
Object.defineProperty(Error, Symbol.hasInstance, {
  value(this: unknown, value: unknown): boolean {
    return Function.prototype[Symbol.hasInstance].call(this, value) || (this === Error && types.isNativeError(value));
  },
});
