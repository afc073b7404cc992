/** Stands for the service's own address, which the page knows only when it is open. */
export const PLACEHOLDER = 'https://streams.example.com';
