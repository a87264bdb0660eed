import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../', import.meta.url);
const page = readFileSync(new URL('docs/security.md', root), 'utf8');
const server = 'packages/server/test';
const chat = 'packages/chatroom/test/server';
const chatKernel = 'modules/chatroom/tests/src/Kernel';
const kernel = 'modules/nodejs/tests/src/Kernel';

/** By attempt: the tests that fail where it doesn't meet what the page says, each a file and its name there. */
const tests: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  'a page of another site opens a connection with the visitor’s cookie': [
    [`${server}/fault-classes.test.ts`, '9, a page of elsewhere that connects as its visitor'],
    [`${server}/transport/transports.test.ts`, 'refuse pages of other origins'],
  ],
  'a program without Origin': [
    [
      `${server}/connection/connection.test.ts`,
      'may come from a listed origin only, or from none with a token',
    ],
  ],
  'a token made up, changed, of another algorithm (`none`, HS256 with a public key)': [
    [`${server}/auth/token-keys.test.ts`, 'with the text of the public key for a secret'],
    [`${server}/fault-classes.test.ts`, '2, a key taken for another’s'],
  ],
  'an old token after log-out, block, new password': [
    [`${server}/revocation/revocation.test.ts`, 'keeps a still valid token out'],
    [`${kernel}/RevocationTest.php`, 'testBlockingEndsAllConnections'],
    [`${kernel}/RevocationTest.php`, 'testANewPasswordOrRoleMakesAllConnectionsAskAgain'],
    [`${kernel}/RevocationTest.php`, 'testLoggingOutEndsThisSessionOnly'],
  ],
  'a token stolen from a page': [
    [`${server}/limits.test.ts`, 'tokenLife: a token is over that long after it was issued'],
    [`${server}/revocation/revocation.test.ts`, 'of one session ends that session only'],
  ],
  'a channel that isn’t one’s own': [
    [`${server}/connection/hidden-channels.test.ts`, 'whether it exists'],
    [`${server}/connection/connection.test.ts`, 'gets a coded error for what it may not have'],
  ],
  'a ticket of a cached page by an account with other permissions': [
    ['e2e/drupal/story/ticket-story.ts', 'a ticket opens its channel to users with the same permissions'],
  ],
  'another site on the same server': [
    [`${server}/site/sites.test.ts`, 'are told by their API keys'],
    [`${server}/site/sites.test.ts`, 'take no token of each other'],
    [`${server}/site/sites.test.ts`, 'hear nothing of each other'],
  ],
  'what Drupal answers another anonymous visitor who asks the same': [
    [
      `${server}/backend/proxies.test.ts`,
      'of an anonymous visitor is answered with what Drupal says to no other',
    ],
  ],
  'a signed request to Drupal, recorded and sent again': [
    [`${kernel}/QuestionsTest.php`, 'testOnlyTheServerMayAskAndOnlyAsAgreed'],
    [`${chatKernel}/CommitTest.php`, 'testARequestThatWasRecordedBringsNothingBack'],
  ],
  'a message with markup, for the screens': [
    ['e2e/drupal/story/notify-story.ts', 'a notice is a toast of text'],
    [`${chat}/markdown.test.ts`, 'of anything is made of the few known tags'],
  ],
  'a flood of connections, messages, pings, channels, long frames': [
    [`${server}/limits.test.ts`, 'commandRate: what is more'],
    [`${server}/limits.test.ts`, 'commandRate: also who floods the server'],
    [`${server}/limits.test.ts`, 'addressConnections and addressConnectionRate'],
    [`${server}/limits.test.ts`, 'addressConnections: of twice as many sockets each is cut off'],
    [`${server}/limits.test.ts`, 'channels: one more subscription'],
    ['packages/redis/test/hostile.test.ts', 'hears only so much from an address that sends frames'],
    [`${server}/fault-classes.test.ts`, '5, headers, frames and fragments without end'],
  ],
  'requests without end on one socket, behind one whose answer has no end': [
    [`${server}/transport/hostile-requests.test.ts`, 'is cut off where it sends requests behind one'],
  ],
  'a room’s name that no database compares, so that the statement fails in which others ask': [
    [
      `${chat}/standings-contract.ts`,
      'answers everybody else while somebody asks for what no room can be called',
    ],
  ],
  'a flood of edits, reactions, reports, rooms, invitations, mutes and searches; programs under ever new names':
    [
      [`${chat}/moderation.test.ts`, 'holds for what changes lines and calls for moderators'],
      [`${chat}/moderation.test.ts`, 'holds for who makes rooms and asks others in'],
      [`${chat}/moderation.test.ts`, 'counts each who is asked into a new room'],
      [`${chat}/moderation.test.ts`, 'holds for who keeps order'],
      [`${chat}/moderation.test.ts`, 'holds for programs by room, whatever they call themselves'],
    ],
  'mutes and bans as a way to anybody’s screen, by who made a room of their own': [
    [`${chat}/moderation.test.ts`, 'reaches nobody on the site who has nothing to do with the room'],
  ],
  'an invitation for who is banned, or one that is older than the ban': [
    [`${chat}/conversations.test.ts`, 'isn’t made to who is banned, whoever was in the room before'],
    [`${chat}/conversations.test.ts`, 'opens nothing while a ban holds that came after it'],
  ],
  'addresses, calls and searches that ask whether a chatroom exists, such as the talk of two': [
    [`${chatKernel}/RoutesTest.php`, 'testARoomThatOneMayNotSeeAnswersAsOneThatIsNotThere'],
    [`${chat}/plugin.test.ts`, 'the same whether it is there or not, member and visitor'],
  ],
  'a moderator who is muted keeps order all the same, by `/ban`': [
    [`${chatKernel}/CommandTest.php`, 'A moderator who is muted.'],
    [`${chat}/moderation.test.ts`, 'is for moderators, and never against their equals or those above them'],
  ],
  'a mention of who has left, or was banned, before Drupal hears of the line': [
    [`${chatKernel}/MentionNoticesTest.php`, 'testWhoCanNotReadTheRoomAnyMoreIsToldNothingOfIt'],
  ],
  'an address with bytes that are no text, at a page with a live list': [
    [
      'modules/nodejs/modules/nodejs_views/tests/src/Kernel/LiveViewsTest.php',
      'testWhatAnAddressBringsThatIsNoTextBreaksNoPage',
    ],
  ],
  'a reader that doesn’t read': [
    [`${server}/connection/fan-out.test.ts`, 'goes on without a reader that is slow, and closes it'],
  ],
  'broken handshakes and frames, compression bombs': [
    [`${server}/transport/plain-handshake.test.ts`, 'says what node:http reads in it, however it was spoilt'],
    [`${server}/fault-classes.test.ts`, '4, a bomb of compressed data'],
    [`${server}/fault-classes.test.ts`, '7, a packet that ends the process'],
  ],
  'the API from outside': [
    [`${server}/options.test.ts`, 'listens on loopback until it is told otherwise'],
    [`${server}/api/api.test.ts`, 'refuses %s with 401, whatever the body'],
    [`${server}/limits.test.ts`, 'apiBody: a body of that length is taken'],
  ],
  'somebody reads the log': [
    [`${server}/cli/log.test.ts`, 'of a whole session holds no secret'],
    [`${server}/proxies/proxies.test.ts`, 'no log holds what stands in queries'],
  ],
};

/** What the page says beside its table. */
const more: readonly (readonly [string, string, string])[] = [
  ['is error 100', `${server}/auth/auth.test.ts`, 'while Drupal is away or talks nonsense'],
  ['ends the start', `${server}/options.test.ts`, 'lists every wrong key'],
  ['connections for reading can’t', 'packages/drupal/test/suites/site.ts', 'lets a reader change nothing'],
  ['trustedProxies', `${server}/transport/client-address.test.ts`, 'is the peer’s where no proxy is trusted'],
  ['white space', `${server}/options.test.ts`, 'refuses a secret with what a file had around it'],
  ['A change of keys loses nobody', `${server}/cli/reload.test.ts`, 'takes API keys, origins'],
  ['figures, no names', `${server}/api/metrics.test.ts`, 'without naming anybody'],
];

describe('docs/security.md', () => {
  it('has a test for each attempt', () => {
    const [, table = ''] = page.split('| attempt | meets |');
    const [rows = ''] = table.split('\n\n');
    const attempts = [...rows.matchAll(/^\| (?!-)(.+?) \| /gm)].map(([, attempt = '']) =>
      attempt.replaceAll("'", '’'),
    );
    expect(attempts).toEqual(Object.keys(tests));
  });

  it.each(Object.values(tests).flat())('is held by %s: %s', (file, name) => {
    expect(readFileSync(new URL(file, root), 'utf8')).toContain(name);
  });

  it.each(more)('says “%s”, which %s holds', (words, file, name) => {
    expect(page.replaceAll("'", '’').replaceAll('\n', ' ')).toContain(words);
    expect(readFileSync(new URL(file, root), 'utf8')).toContain(name);
  });
});
