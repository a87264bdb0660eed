export type { PhpLimits } from './php-reader.ts';
export {
  PhpCustomObject,
  PhpEnum,
  PhpFloat,
  type PhpInput,
  type PhpKey,
  type PhpMap,
  PhpObject,
  type PhpValue,
} from './php-value.ts';
export { serialize } from './serialize.ts';
export { decodeSession, encodeSession } from './session-payload.ts';
export { unserialize } from './unserialize.ts';
