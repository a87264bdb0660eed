// Entry of client.js, which nodejs.js loads when somebody listens.
export { Client } from './client.ts';
