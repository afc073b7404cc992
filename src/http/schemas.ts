// Loading a schema's file takes some milliseconds of a cold start. So the schemas are in separate files, and a bundle
// contains only those that it uses (package.json: sideEffects).
export * from './schemas/answers.ts';
export * from './schemas/parts.ts';
export * from './schemas/stream-requests.ts';
export * from './schemas/tags.ts';
export * from './schemas/user-requests.ts';
