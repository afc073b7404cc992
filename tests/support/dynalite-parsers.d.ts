declare module 'dynalite/db/conditionParser.js' {
  const parser: import('./parse-once.ts').Parser;
  export default parser;
}

declare module 'dynalite/db/updateParser.js' {
  const parser: import('./parse-once.ts').Parser;
  export default parser;
}
