// A schema is made when its file is loaded, which costs each cold start some milliseconds: so they are apart, and a
// bundle takes only the files that it uses (package.json: sideEffects).
export * from './schemas/answers.ts';
export * from './schemas/parts.ts';
export * from './schemas/stream-requests.ts';
export * from './schemas/tags.ts';
export * from './schemas/user-requests.ts';
