export type { ReviewOptions } from './connected-accounts.ts';
export {
  type GuardedMethod,
  type GuardedPlugin,
  type GuardOptions,
  guardPlugin,
  type KnownCaller,
  requireLogin,
  requirePermission,
  requireRole,
} from './guarded-plugin.ts';
