import base from '../../jest.config.js';

/** Makes the archives of an instance, for which npm downloads Node. */
export default { ...base, rootDir: '../..', testMatch: ['<rootDir>/tests/archive/**/*.test.ts'], testTimeout: 240_000 };
