// What a function carries as text: esbuild reads these imports so, for their `with { type: 'text' }`.
declare module '*.html' {
  const text: string;
  export default text;
}
declare module '*.css' {
  const text: string;
  export default text;
}
declare module 'swagger-ui-dist/swagger-ui-bundle.js' {
  const text: string;
  export default text;
}
declare module '*/docs.js' {
  const text: string;
  export default text;
}
