// Which blocks are run as they stand, and by what; and which can't be, and why. Every block is looked at besides:
// it must be right in its own language, and all it names must be there.

/** By page and language: the test that reads the block from the page and runs it. */
export const run: Readonly<Record<string, string>> = {
  'docs/apps.md js': 'scripts/apps-doc.test.ts',
  'docs/http-api.md http': 'scripts/http-api-doc.test.ts',
  'docs/operation.md ini': 'scripts/docs.test.ts',
  'docs/operation.md js': 'packages/server/test/telemetry/telemetry.test.ts',
  'docs/operation.md nginx': 'scripts/docs.test.ts',
  'docs/options.md json': 'scripts/docs.test.ts',
  'docs/plugins.md js': 'scripts/plugins-doc.test.ts',
  'docs/plugins.md json': 'scripts/plugins-doc.test.ts',
  'docs/protocol.md events': 'packages/server/test/transport/event-stream.test.ts',
  'docs/protocol.md http': 'packages/server/test/transport/first-frame.test.ts',
  'docs/protocol.md json': 'packages/protocol/test/protocol-doc.test.ts',
  'docs/quick-start-app.md js': 'scripts/quick-start.test.ts',
  'docs/quick-start-app.md nginx': 'scripts/quick-start.test.ts',
  'docs/quick-start-chatroom.md sh': 'e2e/drupal/story/quick-start-story.ts',
  'docs/quick-start.md nginx': 'e2e/drupal/story/quick-start-story.ts',
  'docs/quick-start.md php': 'e2e/drupal/story/quick-start-story.ts',
  'docs/quick-start.md sh': 'e2e/drupal/story/quick-start-story.ts',
  'docs/scaling.md text': 'packages/redis/test/engine.test.ts',
  'docs/sdk.md js': 'scripts/sdk-doc.test.ts',
  'docs/sessions.md js': 'packages/drupal/test/session/session-sources.test.ts',
  'packages/chatroom/README.md json': 'packages/chatroom/test/readme.test.ts',
  'packages/drupal/README.md js': 'packages/drupal/test/readme.test.ts',
};

const site = 'needs a Drupal: npm run test:drupal does the same on a real one';
const registry =
  'fetches from registries; scripts/pack.test.ts and composer.test.ts install the same packages as files';
const around = 'a piece of a program that is the reader’s own';

/** By page and language: why a block is only looked at. */
export const onlyRead: Readonly<Record<string, string>> = {
  'README.md js': site,
  'README.md php': site,
  'README.md sh': 'the demo and the tests themselves; init and serve are run by packages/server/test/cli',
  'docs/admin.md sh': registry,
  'docs/apps.md php': site,
  'docs/apps.md sh': 'scripts/new-app.test.ts runs the command with a folder of its own',
  'docs/chatroom.md json': 'names a database that isn’t there',
  'docs/chatroom.md php': around,
  'docs/chatroom.md sh': site,
  'docs/drupal.md php': site,
  'docs/http-api.md json': 'messages between server and Drupal, seen in packages/server/test/backend',
  'docs/http-api.md sh': 'needs a server and its key; the same calls are run as exchanges',
  'docs/legacy.md js': around,
  'docs/operation.md json': 'names a certificate that isn’t there',
  'docs/operation.md sh': registry,
  'docs/protocol.md html':
    'event-source-browser.test.ts does the same in Chromium, with addresses of its own',
  'docs/protocol.md js': 'event-source-browser.test.ts does the same in Chromium, with addresses of its own',
  'docs/quick-start-app.md sh': registry,
  'docs/quick-start-chatroom.md json':
    'names a database that isn’t there; init.test.ts has init write the same',
  'docs/scaling.md json': 'names a Redis that isn’t there',
  'docs/sdk.md sh': registry,
  'docs/sessions.md ts': 'the interface as it is; every source of the tests implements it',
  'docs/troubleshooting.md sh': 'doctor.test.ts runs it with a server beside it',
  'modules/nodejs/README.md js': site,
  'modules/nodejs/README.md php': site,
  'packages/app/template/README.md sh': 'scripts/new-app.test.ts runs both in a new folder',
  'packages/chatroom/README.md html': around,
  'packages/chatroom/README.md ts': around,
  'packages/client/README.md ts': around,
  'packages/drupal/README.md sh': 'queue.test.ts runs the command on a database of its own',
  'packages/drupal/README.md ts': around,
  'packages/protocol/README.md js': around,
  'packages/redis/README.md json': 'names a Redis that isn’t there',
  'packages/redis/README.md sh': registry,
  'packages/server/README.md js': around,
  'packages/server/README.md json': 'holds no key that could be used',
  'packages/server/README.md sh': 'packages/server/test/cli runs each of them',
};
