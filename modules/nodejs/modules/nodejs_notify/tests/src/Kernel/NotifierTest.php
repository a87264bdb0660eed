<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs_notify\Kernel;

use Drupal\filter\Entity\FilterFormat;
use Drupal\nodejs_notify\Choices;
use Drupal\nodejs_notify\Inbox;
use Drupal\nodejs_notify\Notice;
use Drupal\nodejs_notify\NoticeText;
use Drupal\nodejs_notify\Reader;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;

/**
 * Users are told once, only what they may know, and only after the commit.
 *
 * @group nodejs
 */
#[Group('nodejs')]
#[RunTestsInSeparateProcesses]
final class NotifierTest extends NotifyKernelTestBase {

  public function testANoticeIsInTheInboxAndOnTheUsersPages(): void {
    $alice = $this->alice();
    $bob = $this->createUser();
    $this->assertSame(1, $this->tell([$alice->id()], new Notice(" Tea\nis  ready ", 'Two cups.', link: '/node/1')));
    $this->endRequest();
    [$stored] = $this->inbox()->latest((int) $alice->id(), 10);
    $this->assertSame(['Tea is ready', 'Two cups.', '/node/1', FALSE], [$stored->subject, $stored->body, $stored->link, $stored->isRead]);
    $face = ['subject' => 'Tea is ready', 'body' => 'Two cups.', 'severity' => 'status', 'category' => 'message', 'link' => '/node/1'];
    $this->assertSame([
      ['user:' . $alice->id(), ['callback' => 'nodejsNotice', 'notice' => ['key' => 'notice:' . $stored->id, 'id' => $stored->id] + $face, 'unread' => 1]],
    ], $this->published());
    $this->assertSame([], $this->subjects($bob->id()));
  }

  public function testNothingIsToldThatWasRolledBack(): void {
    $alice = $this->alice();
    $transaction = $this->container->get('database')->startTransaction();
    $this->tell([$alice->id()], new Notice('Never'));
    $transaction->rollBack();
    unset($transaction);
    $this->endRequest();
    $this->assertSame([], $this->published());
    $this->assertSame(0, $this->inbox()->unread((int) $alice->id()));
  }

  public function testWhoIsBlockedOrGoneOrDoesWithoutIsNotTold(): void {
    $alice = $this->alice();
    $blocked = $this->createUser();
    $blocked->block()->save();
    $this->container->get(Choices::class)->set((int) $alice->id(), TRUE, ['broadcast']);
    $this->assertSame(0, $this->tell([$blocked->id(), 0, 999, 'nonsense'], new Notice('Hello')));
    $this->assertSame(0, $this->tell([$alice->id()], new Notice('Hello', category: 'broadcast')));
    $this->assertSame(1, $this->tell([$alice->id()], new Notice('Hello')));
    $this->assertTrue($this->container->get(Choices::class)->wantsToasts((int) $alice->id()));
  }

  public function testNobodyIsToldTwiceButMayBeToldAnew(): void {
    $uid = (int) $this->alice()->id();
    $this->assertSame(1, $this->tell([$uid], new Notice('First', source: 'comment:5')));
    $this->assertSame(0, $this->tell([$uid], new Notice('Second', source: 'comment:5')));
    $update = static fn (string $subject): Notice => new Notice($subject, source: 'node:1', renews: TRUE);
    $this->assertSame([1, 1], [$this->tell([$uid], $update('Saved')), $this->tell([$uid], $update('Saved again'))]);
    $this->assertSame(['Saved again', 'First'], $this->subjects($uid), 'One line while it is unread.');
    $this->inbox()->markRead($uid);
    $this->tell([$uid], $update('And again'));
    $this->assertSame(['And again', 'Saved again', 'First'], $this->subjects($uid));
  }

  public function testANoticeGoesWithTheRightToViewWhatItSpeaksOf(): void {
    $alice = $this->createUser(['access user profiles'], 'alice');
    $bob = $this->createUser([], 'bob');
    $carol = $this->createUser([], 'carol');
    $notice = Notice::about($carol, 'Carol is here', '', 'message', NULL, 'carol');
    $this->assertSame(1, $this->tell([$alice->id(), $bob->id()], $notice), 'Bob may view no profiles.');
    $reader = $this->container->get(Reader::class);
    $this->assertCount(1, $reader->latest($alice, 10));
    $this->assertCount(0, $reader->latest($bob, 10));
    $carol->block()->save();
    $this->container->get('entity_type.manager')->getAccessControlHandler('user')->resetCache();
    $this->assertSame([], $reader->latest($alice, 10));
    $this->assertSame(0, $this->inbox()->unread((int) $alice->id()), 'Its text would tell.');
  }

  public function testEachQuestionNamesWhoseNoticesTheyAre(): void {
    $alice = (int) $this->alice()->id();
    $bob = (int) $this->createUser()->id();
    $this->tell([$alice], new Notice('For Alice'));
    [$notice] = $this->inbox()->latest($alice, 1);
    $this->assertNull($this->inbox()->load($bob, $notice->id));
    $this->assertSame([], $this->inbox()->markRead($bob, [$notice->id]));
    $this->inbox()->remove($bob, [$notice->id]);
    $this->assertSame(1, $this->inbox()->unread($alice));
  }

  public function testMarkupIsTextOnTheWireAndFilteredInTheInbox(): void {
    $uid = (int) $this->alice()->id();
    FilterFormat::create([
      'format' => 'some_html',
      'name' => 'Some HTML',
      'filters' => ['filter_html' => ['status' => TRUE, 'settings' => ['allowed_html' => '<em>']]],
    ])->save();
    $hostile = '<em>Hi</em><script>alert(1)</script><img src=x onerror=alert(1)>';
    $this->tell([$uid], new Notice('<script>alert(1)</script>', $hostile));
    $this->tell([$uid], new Notice('Filtered', $hostile, format: 'some_html'));
    $this->endRequest();
    [$filtered, $plain] = $this->inbox()->latest($uid, 2);
    $html = function ($notice): string {
      $build = $this->container->get(NoticeText::class)->build($notice);
      return (string) $this->container->get('renderer')->renderInIsolation($build);
    };
    $this->assertStringContainsString('&lt;script&gt;', $html($plain));
    $this->assertStringContainsString('<em>Hi</em>', $html($filtered));
    foreach ([$plain, $filtered] as $notice) {
      $this->assertStringNotContainsString('<script', $html($notice));
      $this->assertStringNotContainsString('<img', $html($notice));
    }
    [[, $first], [, $second]] = $this->published();
    $this->assertSame('<script>alert(1)</script>', $first['notice']['subject'], 'A page shows it as text.');
    $this->assertSame('Hialert(1)', $second['notice']['body']);
  }

  public function testTextsOfAMailAreASubjectAndABodyWithoutLoss(): void {
    $this->assertSame(['Tea', 'Two cups.'], Notice::texts(" Tea\n", ' Two cups. '));
    $this->assertSame([['Tea', ''], ['Tea', ''], ['Tea', ''], ['', '']], [Notice::texts('', 'Tea'), Notice::texts('Tea', ''), Notice::texts('Tea', "Tea\n"), Notice::texts(' ', '')]);
    $long = trim(str_repeat('word ', 100));
    foreach ([[$long, ''], ['', $long], [$long, $long]] as $texts) {
      [$subject, $body] = Notice::texts(...$texts);
      $this->assertSame($long, $body);
      $this->assertStringEndsWith('word…', $subject);
      $this->assertSame($subject, (new Notice($subject, $body))->subject);
    }
    $this->assertSame($long . "\n\nTwo cups.", Notice::texts($long, 'Two cups.')[1]);
    $this->assertNotSame('', Notice::texts("\xC3" . $long, '')[0], 'Broken text is no end of it.');
  }

  public function testALinkLeadsSomewhereGood(): void {
    foreach (['/', '/node/1?a=b#c', 'https://example.com', 'http://example.com/a?b'] as $link) {
      $this->assertTrue(Notice::leadsSomewhere($link), $link);
    }
    foreach (['', 'node/1', '//evil.example', '/\\evil.example', 'javascript:alert(1)', 'data:text/html,1', "/a\nb", 'https://good.example@evil.example/', 'ftp://example.com', 'https://', '/ a'] as $link) {
      $this->assertFalse(Notice::leadsSomewhere($link), $link);
    }
    $this->expectException(\InvalidArgumentException::class);
    new Notice('Hello', link: 'javascript:alert(1)');
  }

  public function testTheClassicFunctionsKeepWhatTheySend(): void {
    $alice = $this->alice();
    nodejs_send_user_message($alice->id(), 'Hello', '<b>World</b>');
    nodejs_send_channel_message('nodejs_notify', 'To all', '');
    nodejs_broadcast_message('Tea', 'is ready');
    $this->endRequest();
    $this->assertSame(['Hello'], $this->subjects($alice->id()));
    [[$channel, $first], [, $second]] = $this->published();
    $this->assertSame('user:' . $alice->id(), $channel);
    $this->assertSame(['nodejsNotify', 'Hello', '<b>World</b>', 1], [$first['callback'], $first['data']['subject'], $first['data']['body'], $first['data']['unread']]);
    $this->assertSame('notice:' . $first['data']['notice']['id'], $first['data']['notice']['key']);
    $this->assertSame(['subject' => 'To all', 'body' => ''], $second['data']);

    $this->config('nodejs_notify.settings')->set('classic_inbox', FALSE)->save();
    nodejs_send_user_message($alice->id(), 'Again', '');
    $this->assertCount(1, $this->subjects($alice->id()));
  }

  public function testOldNoticesGoAndAnInboxHasAnEnd(): void {
    $uid = (int) $this->alice()->id();
    $this->tell([$uid], new Notice('Old'));
    $this->container->get('database')->update('nodejs_notify_notice')->fields(['created' => 1])->execute();
    for ($n = 0; $n <= Inbox::LIMIT; $n++) {
      $this->inbox()->add($uid, new Notice('Number ' . $n));
    }
    $this->container->get('cron')->run();
    $this->assertSame(Inbox::LIMIT, $this->inbox()->count($uid));
    $this->assertNotContains('Old', $this->subjects($uid));
    $this->assertSame('Number 500', $this->subjects($uid)[0]);
  }

  public function testADeletedAccountTakesItsNoticesAlong(): void {
    $alice = $this->alice();
    $this->tell([$alice->id()], new Notice('Hello'));
    $uid = (int) $alice->id();
    $alice->delete();
    $this->assertSame(0, $this->inbox()->count($uid));
  }

}
