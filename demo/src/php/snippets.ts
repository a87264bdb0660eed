/** A piece of PHP to start from in the console. */
export interface Snippet {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly code: string;
}

/** The four ways to send of the classic talk. */
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
    note: 'A notice on every page that is open.',
    code: `<?php
nodejs_broadcast_message('Tea is ready', 'Whoever is here sees this.');
`,
  },
  {
    id: 'channel',
    title: 'To a channel',
    note: 'Whoever listens to the channel: here those who have the role Editor.',
    code: `<?php
$taken = nodejs_send_channel_message('role:editor', 'Desk', 'Deadline in ten minutes.');
var_dump($taken);
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
