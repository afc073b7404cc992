import base from '../../jest.config.js';

/**
 * What runs against a deployed stack, which STREAMGATE_URL names: what is true of it only, and all tests that only talk
 * HTTP.
 */
export default {
  ...base,
  rootDir: '../..',
  testMatch: ['<rootDir>/tests/deploy/**/*.test.ts', '<rootDir>/tests/http/api.test.ts'],
};
