<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs_subscribe\Kernel;

use Drupal\comment\Entity\Comment;
use Drupal\comment\Tests\CommentTestTrait;
use Drupal\node\Entity\Node;
use Drupal\node\Entity\NodeType;
use Drupal\node\NodeInterface;
use Drupal\nodejs\PromptQueue;
use Drupal\nodejs_subscribe\Subscriptions;
use Drupal\Tests\nodejs\Kernel\NodejsKernelTestBase;
use Drupal\user\UserInterface;

/**
 * A site with articles that can be followed and commented on.
 */
abstract class SubscribeKernelTestBase extends NodejsKernelTestBase {

  use CommentTestTrait;

  /**
   * {@inheritdoc}
   */
  protected static $modules = ['comment', 'field', 'filter', 'node', 'nodejs_subscribe', 'text'];

  /**
   * {@inheritdoc}
   */
  protected function setUp(): void {
    parent::setUp();
    $this->installEntitySchema('node');
    $this->installEntitySchema('comment');
    $this->installSchema('node', ['node_access']);
    $this->installSchema('comment', ['comment_entity_statistics']);
    $this->installSchema('nodejs_subscribe', ['nodejs_subscribe_subscription']);
    $this->installConfig(['comment', 'field', 'filter', 'node', 'nodejs_subscribe']);
    $this->container->get(PromptQueue::class)->prepare();
    NodeType::create(['type' => 'article', 'name' => 'Article', 'display_submitted' => FALSE])->save();
    $this->addDefaultCommentField('node', 'article');
    $this->config('nodejs_subscribe.settings')->set('followable', ['node.article'])->save();
  }

  /**
   * Somebody who may follow and read.
   */
  protected function reader(string $name): UserInterface {
    $user = $this->createUser(['access content', 'access comments', 'follow content'], $name);
    self::assertInstanceOf(UserInterface::class, $user);
    return $user;
  }

  /**
   * An article that these users follow.
   */
  protected function article(UserInterface ...$followers): NodeInterface {
    $node = Node::create(['type' => 'article', 'title' => 'Tea & <em>cake</em>', 'status' => 1]);
    $node->save();
    foreach ($followers as $follower) {
      $this->subscriptions()->add((int) $follower->id(), $node);
    }
    return $node;
  }

  /**
   * A comment on it.
   */
  protected function comment(NodeInterface $node, UserInterface $author, bool $isPublished = TRUE): Comment {
    $comment = Comment::create([
      'entity_type' => 'node',
      'entity_id' => $node->id(),
      'field_name' => 'comment',
      'comment_type' => 'comment',
      'uid' => $author->id(),
      'subject' => 'Delicious',
      'status' => $isPublished ? 1 : 0,
    ]);
    $comment->save();
    return $comment;
  }

  /**
   * Who follows what.
   */
  protected function subscriptions(): Subscriptions {
    return $this->container->get(Subscriptions::class);
  }

  /**
   * Ends the request, in the order of the kernel.
   */
  protected function endRequest(): void {
    $this->container->get(PromptQueue::class)->destruct();
    parent::endRequest();
  }

  /**
   * What users were told since the last question.
   *
   * @return list<array{string, string}>
   *   Channel and subject.
   */
  protected function told(): array {
    $this->endRequest();
    $told = [];
    foreach ($this->server->calls() as [$method, $params]) {
      if ($method === 'publish') {
        $told[] = [$params['channel'], $params['data']['notice']['subject'] ?? $params['data']['data']['subject']];
      }
    }
    $this->server->requests = [];
    return $told;
  }

}
