import base from '../../jest.config.js';

/** What starts `npm start` and the Serverless CLI again and again, to see how they begin and end. */
export default { ...base, rootDir: '../..', testMatch: ['<rootDir>/tests/start/**/*.test.ts'] };
