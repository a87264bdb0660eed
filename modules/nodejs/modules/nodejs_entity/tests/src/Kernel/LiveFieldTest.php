<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs_entity\Kernel;

use Drupal\comment\Entity\Comment;
use Drupal\comment\Plugin\Field\FieldType\CommentItemInterface;
use Drupal\comment\Tests\CommentTestTrait;
use Drupal\Core\Entity\Entity\EntityViewDisplay;
use Drupal\field\Entity\FieldConfig;
use Drupal\field\Entity\FieldStorageConfig;
use Drupal\node\Entity\Node;
use Drupal\node\NodeInterface;
use Drupal\user\Entity\Role;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;

/**
 * Single fields, and comments, are live without the rest of their entity.
 *
 * @group nodejs_entity
 */
#[Group('nodejs_entity')]
#[RunTestsInSeparateProcesses]
final class LiveFieldTest extends LiveTestBase {

  use CommentTestTrait;

  /**
   * {@inheritdoc}
   */
  protected static $modules = ['nodejs', 'nodejs_test', 'nodejs_entity', 'path_alias', 'system', 'user', 'node', 'field', 'text', 'filter', 'comment'];

  /**
   * {@inheritdoc}
   */
  protected function setUp(): void {
    parent::setUp();
    $this->installEntitySchema('comment');
    $this->installSchema('comment', ['comment_entity_statistics']);
    $this->installConfig(['comment']);
    $this->container->get('state')->set('comment.maintain_entity_statistics', TRUE);
    FieldStorageConfig::create(['entity_type' => 'node', 'field_name' => 'field_price', 'type' => 'integer'])->save();
    FieldConfig::create(['entity_type' => 'node', 'bundle' => 'article', 'field_name' => 'field_price', 'label' => 'Price'])->save();
    $this->addDefaultCommentField('node', 'article', 'comment', CommentItemInterface::OPEN);
    foreach (['anonymous', 'authenticated'] as $role) {
      Role::load($role)?->grantPermission('access comments')->save();
    }
  }

  /**
   * Makes a field of articles live.
   */
  private function live(string $field, string $type): void {
    $display = $this->container->get('entity_display.repository')->getViewDisplay('node', 'article');
    self::assertInstanceOf(EntityViewDisplay::class, $display);
    $display->setComponent($field, ['type' => $type, 'third_party_settings' => ['nodejs_entity' => ['live' => TRUE]]])->save();
  }

  /**
   * A comment on an article.
   */
  private function comment(NodeInterface $node, string $subject, ?int $parent = NULL): Comment {
    $comment = Comment::create([
      'entity_type' => 'node',
      'entity_id' => $node->id(),
      'field_name' => 'comment',
      'comment_type' => 'comment',
      'subject' => $subject,
      'status' => 1,
      'uid' => 0,
      'name' => 'Somebody',
      'pid' => $parent,
    ]);
    $comment->save();
    return $comment;
  }

  public function testAFieldIsLiveEvenWhileItIsEmpty(): void {
    $this->live('field_price', 'number_integer');
    $node = $this->article('Thing');
    $channels = $this->channels($this->see($node));
    $this->assertCount(1, $channels);
    $this->server->listeners = [$channels[0] => 1];
    Node::load($node->id())?->set('field_price', 4711)->save();
    $this->endRequest();
    $this->assertCount(1, $this->published());
    $html = $this->published()[0][1]['html'];
    $this->assertStringContainsString('4711', $html);
    $this->assertStringContainsString('data-nodejs-live-label="Price"', $html);
    $this->assertStringNotContainsString('Thing', $html, 'Only the field is rendered.');
  }

  public function testCommentsAppearChangeAndVanishInTheirThread(): void {
    $this->live('comment', 'comment_default');
    $node = $this->article('Talk');
    $channels = $this->channels($this->see($node));
    $this->assertCount(1, $channels);
    $this->server->listeners = [$channels[0] => 1];

    $first = $this->comment($node, 'The first');
    $this->endRequest();
    // The first one brings scripts that the page hasn't.
    $this->assertSame(['time', 'spread'], array_keys($this->published()[0][1]));
    $this->assertStringContainsString('The first', $this->fetch($channels[0])[1]['html']);

    $this->beginRequest();
    $this->comment($node, 'An answer', (int) $first->id());
    $this->endRequest();
    $this->assertMatchesRegularExpression('/The first.*class="indented".*An answer/s', $this->published()[0][1]['html']);

    $this->beginRequest();
    $first->setSubject('The first, mended')->save();
    $this->endRequest();
    $this->assertStringContainsString('The first, mended', $this->published()[0][1]['html']);

    $this->beginRequest();
    $first->delete();
    $this->endRequest();
    // Without comments no script is needed for them: the page fetches that too.
    $this->assertCount(1, $this->published());
    $html = $this->fetch($channels[0])[1]['html'];
    $this->assertStringNotContainsString('The first', $html);
    $this->assertStringNotContainsString('An answer', $html);
  }

  public function testUnpublishedCommentsGoToNobodyWhoMayNotSeeThem(): void {
    $this->live('comment', 'comment_default');
    $node = $this->article('Talk');
    $moderator = $this->createUser(['administer comments', 'access comments']);
    [$of_visitors] = $this->channels($this->see($node));
    [$of_moderators] = $this->channels($this->see($node, $moderator));
    $this->server->listeners = [$of_visitors => 1, $of_moderators => 1];
    $comment = $this->comment($node, 'Rude');
    $comment->setUnpublished()->save();
    $this->endRequest();
    $data = array_column($this->published(), 1, 0);
    $this->assertStringNotContainsString('Rude', (string) json_encode($data[$of_visitors]));
    // A moderator's links carry tokens of their session: each fetches their own.
    $this->assertSame(['time', 'spread'], array_keys($data[$of_moderators]));
    $this->setCurrentUser($moderator);
    $this->assertStringContainsString('Rude', $this->fetch($of_moderators)[1]['html']);
  }

  public function testTheCommentFormIsNoneOfIt(): void {
    $this->live('comment', 'comment_default');
    Role::load('anonymous')?->grantPermission('post comments')->save();
    $node = $this->article('Talk');
    $html = $this->see($node);
    $this->assertCount(1, $this->channels($html));
    $this->assertStringContainsString('comment-form', $html);
    $this->comment($node, 'Hello');
    $this->assertStringNotContainsString('comment-form', $this->fetch($this->channels($html)[0])[1]['html']);
  }

  public function testLinksOfTheirOwnAreLeftToEachUser(): void {
    $this->live('comment', 'comment_default');
    Role::load('authenticated')?->grantPermission('post comments')->save();
    $node = $this->article('Talk');
    $this->comment($node, 'The first');
    [$alice, $bob] = [$this->createUser(), $this->createUser()];
    $node = Node::load($node->id());
    self::assertInstanceOf(NodeInterface::class, $node);
    [$of_visitors] = $this->channels($this->see($node));
    [$of_users] = $this->channels($this->see($node, $alice));
    $this->assertSame([$of_users], $this->channels($this->see($node, $bob)));
    $this->server->listeners = [$of_visitors => 1, $of_users => 2];
    $this->comment($node, 'The second');
    $this->endRequest();
    $data = array_column($this->published(), 1, 0);
    $this->assertCount(2, $data);
    $this->assertStringContainsString('The second', $data[$of_users]['html']);
    $this->assertFalse($data[$of_users]['whole']);
    $this->assertStringContainsString('data-nodejs-live-slot', $data[$of_users]['html']);
    $this->assertStringNotContainsString('/comment/reply', $data[$of_users]['html']);
    $this->assertTrue($data[$of_visitors]['whole'], 'Visitors have nothing of their own.');
    foreach ($data as $each) {
      $this->assertStringNotContainsString('drupal-render-placeholder', $each['html']);
    }
    $this->setCurrentUser($bob);
    $this->assertStringContainsString('/comment/reply', $this->fetch($of_users)[1]['html']);
  }

}
