export { type Case, type SessionStore, sessionSourceSuite } from './session-source-suite.ts';
