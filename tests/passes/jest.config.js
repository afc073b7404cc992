import base from '../../jest.config.js';

/** Passes against other implementations of their standards, in JavaScript and Python. */
export default { ...base, rootDir: '../..', testMatch: ['<rootDir>/tests/passes/**/*.test.ts'] };
