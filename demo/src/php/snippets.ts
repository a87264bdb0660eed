/** A piece of PHP to start from in the console. */
export interface Snippet {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly code: string;
}

/** The classic talk's four ways to send: to a user, to everybody, to who sees a page, as AJAX commands. */
export const snippets: readonly Snippet[] = [
  {
    id: 'user',
    title: 'To one user',
    note: 'Every tab of Alice (user 2) gets it, nobody else does.',
    code: `<?php
$message = new stdClass();
$message->channel = 'nodejs_user_2';
$message->callback = 'nodejsNotify';
$message->data = ['subject' => 'Hello Alice', 'body' => 'Straight from PHP.'];
nodejs_enqueue_message($message);
`,
  },
  {
    id: 'broadcast',
    title: 'To everybody',
    note: 'A hook says who hears what: here everybody hears notices.',
    code: `<?php
// Drupal asks every module which channels a user may hear; this is the demo's answer for Alice.
print_r(demo_nodejs_user_channels((object) ['uid' => '2']));

nodejs_broadcast_message('Tea is ready', 'Whoever is here sees this.');
`,
  },
  {
    id: 'content',
    title: 'To who sees a page',
    note: 'Only pages that were given this channel’s token hear it: the log below has it, the chats do not.',
    code: `<?php
// The page got its token by nodejs_send_content_channel_token('watchdog_dblog').
$message = new stdClass();
$message->channel = 'watchdog_dblog';
$message->callback = 'nodejsWatchdog';
$message->data = [
  'wid' => random_int(1_000_000, 9_999_999),
  'type' => 'console',
  'message' => 'A line that only the log hears.',
  'severity' => 6,
  'timestamp' => time(),
  'uid' => 0,
  'name' => '',
  'hostname' => '127.0.0.1',
];
nodejs_send_content_channel_message($message);
`,
  },
  {
    id: 'commands',
    title: 'With commands',
    note: 'Drupal AJAX commands for the page instead of text for people.',
    code: `<?php
$message = new stdClass();
$message->broadcast = TRUE;
$message->commands = [
  ['command' => 'message', 'message' => 'PHP put this line into your page.', 'messageOptions' => ['type' => 'status']],
];
$answer = nodejs_send_message($message);
print_r($answer);
`,
  },
];
