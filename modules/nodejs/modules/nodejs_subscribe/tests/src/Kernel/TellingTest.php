<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs_subscribe\Kernel;

use Drupal\nodejs_notify\Inbox;
use Drupal\user\Entity\Role;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;

/**
 * Followers are told what happened, if they may know it when they are told.
 *
 * @group nodejs
 */
#[Group('nodejs')]
#[RunTestsInSeparateProcesses]
final class TellingTest extends SubscribeKernelTestBase {

  public function testFollowersAreToldOfWhatOthersDid(): void {
    [$alice, $bob, $carol] = [$this->reader('alice'), $this->reader('bob'), $this->reader('carol')];
    $node = $this->article($alice, $bob);
    $this->setCurrentUser($bob);
    $this->assertSame([], $this->told());
    $node->setTitle('Tea')->save();
    $node->save();
    $this->assertSame([['user:' . $alice->id(), 'Tea was changed']], $this->told(), 'Once, and not Bob of what he did.');
    $this->setCurrentUser($carol);
    $this->comment($node, $carol);
    $this->assertSame([['user:' . $alice->id(), 'carol commented on Tea'], ['user:' . $bob->id(), 'carol commented on Tea']], $this->told());
    $node->delete();
    $this->assertSame([['user:' . $alice->id(), 'Tea was deleted'], ['user:' . $bob->id(), 'Tea was deleted']], $this->told());
    $this->assertSame(0, $this->subscriptions()->count((int) $alice->id()));
  }

  public function testWithoutNoticesTheyAreToldAsTheClassicDid(): void {
    $alice = $this->reader('alice');
    $this->article($alice)->save();
    $this->endRequest();
    [[, $params]] = $this->server->calls();
    $this->assertSame(['nodejsNotify', 'Tea & <em>cake</em> was changed'], [$params['data']['callback'], $params['data']['data']['subject']]);
  }

  public function testWithNoticesTheyAreInTheInboxAndOneLineWhileUnread(): void {
    $this->enableModules(['block', 'nodejs_notify']);
    $this->installSchema('nodejs_notify', ['nodejs_notify_notice', 'nodejs_notify_broadcast', 'nodejs_notify_device']);
    $this->installConfig(['nodejs_notify']);
    [$alice, $bob] = [$this->reader('alice'), $this->reader('bob')];
    $node = $this->article($alice);
    $this->setCurrentUser($bob);
    $node->save();
    $this->endRequest();
    $this->container->get('kernel')->rebuildContainer();
    $this->container = $this->container->get('kernel')->getContainer();
    $this->setCurrentUser($bob);
    $node->save();
    $comment = $this->comment($node, $bob);
    $this->endRequest();
    $notices = $this->container->get(Inbox::class)->latest((int) $alice->id(), 10);
    $this->assertSame(
      [['bob commented on Tea & <em>cake</em>', 'Delicious'], ['Tea & <em>cake</em> was changed', 'By bob']],
      array_map(static fn ($notice): array => [$notice->subject, $notice->body], $notices),
    );
    $this->assertSame(['comment', $comment->id()], $notices[0]->entity);
    $this->assertStringEndsWith('/node/' . $node->id() . '#comment-' . $comment->id(), (string) $notices[0]->link);
    $this->assertArrayHasKey('nodejs_subscribe', $this->container->get('Drupal\nodejs_notify\Choices')->categories());
  }

  public function testAccessIsAskedAgainWhenItIsTold(): void {
    [$alice, $bob] = [$this->reader('alice'), $this->reader('bob')];
    $node = $this->article($alice);
    $this->setCurrentUser($bob);
    // Between the save and the telling.
    $node->save();
    $node->setUnpublished()->save();
    $this->assertSame([], $this->told());
    $node->setPublished()->save();
    $alice->block()->save();
    $this->assertSame([], $this->told(), 'Who is blocked.');
    $alice->activate()->save();
    $this->subscriptions()->add((int) $alice->id(), $node);
    $node->save();
    $this->container->get('kernel')->rebuildContainer();
    $this->container = $this->container->get('kernel')->getContainer();
    $this->setCurrentUser($bob);
    $node->save();
    Role::load($alice->getRoles(TRUE)[0])?->revokePermission('follow content')->save();
    $this->assertSame([], $this->told(), 'Who may not follow any more.');
    Role::load($alice->getRoles(TRUE)[0])?->grantPermission('follow content')->revokePermission('access content')->save();
    $this->container->get('entity_type.manager')->getAccessControlHandler('node')->resetCache();
    $node->delete();
    $this->assertSame([], $this->told(), 'Who may not view what is deleted.');
  }

  public function testACommentThatWaitsForApprovalIsToldWhenItIsApproved(): void {
    [$alice, $bob] = [$this->reader('alice'), $this->reader('bob')];
    $node = $this->article($alice);
    $this->setCurrentUser($bob);
    $comment = $this->comment($node, $bob, FALSE);
    $this->assertSame([], $this->told());
    $comment->setPublished()->save();
    $this->assertSame([['user:' . $alice->id(), 'bob commented on Tea & <em>cake</em>']], $this->told());
    $comment->save();
    $this->assertSame([], $this->told());
  }

  public function testNothingIsToldThatWasRolledBackNorWhatIsSynchronised(): void {
    [$alice, $bob] = [$this->reader('alice'), $this->reader('bob')];
    $node = $this->article($alice);
    $this->setCurrentUser($bob);
    $transaction = $this->container->get('database')->startTransaction();
    $node->save();
    $transaction->rollBack();
    unset($transaction);
    $this->assertSame([], $this->told());
    $node->setSyncing(TRUE)->save();
    $this->assertSame([], $this->told());
    $node->setSyncing(FALSE)->save();
    $this->assertCount(1, $this->told(), 'What was rolled back stands in nobody’s way.');
  }

  public function testADraftIsNobodysBusiness(): void {
    $alice = $this->reader('alice');
    $node = $this->article($alice);
    $this->setCurrentUser($this->reader('bob'));
    $node->setNewRevision();
    $node->isDefaultRevision(FALSE);
    $node->save();
    $this->assertSame([], $this->told());
  }

  public function testManyFollowersAreToldInSteps(): void {
    $alice = $this->reader('alice');
    $node = $this->article();
    $followers = [];
    for ($n = 0; $n < 120; $n++) {
      $user = $this->createUser([], 'follower' . $n);
      $user->addRole($alice->getRoles(TRUE)[0])->save();
      $this->subscriptions()->add((int) $user->id(), $node);
      $followers[] = 'user:' . $user->id();
    }
    $this->told();
    $node->save();
    $this->assertSame($followers, array_column($this->told(), 0));
    $this->assertSame(0, $this->container->get('queue')->get('nodejs_subscribe')->numberOfItems());
  }

}
