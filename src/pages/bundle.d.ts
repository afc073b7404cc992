/** The text of a file, made ready for a browser when the function is built (build/plugins.mjs). */
declare module 'bundle:*' {
  const text: string;
  export default text;
}

/** The text that a module exports by default, made when the function is built (build/plugins.mjs). */
declare module 'page:*' {
  const text: string;
  export default text;
}
