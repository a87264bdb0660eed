// the app

export type { AppOptions } from './app-options.ts';
export type { AppRequest } from './app-request.ts';
export { createApp, DrupalApp } from './drupal-app.ts';
export { AppError, type AppErrorCode, appErrors } from './errors.ts';
export { Visit } from './visit.ts';

// content as a visitor may see it

export { Content, type ContentValues } from './content/content.ts';
export type { MenuItem } from './content/menu.ts';
export type { ContentQuery, ListQuery, QueryValue } from './content/query.ts';
export type { Related, Resource, ResourceName, ResourcePage } from './content/resource.ts';
