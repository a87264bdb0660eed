<?php

declare(strict_types=1);

namespace Drupal\Tests\chatroom\Kernel;

use Drupal\chatroom\PreviewKey;
use Drupal\node\Entity\Node;
use Drupal\node\Entity\NodeType;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;

/**
 * Previews on open pages follow content, and who may see it.
 *
 * @group chatroom
 */
#[Group('chatroom')]
#[RunTestsInSeparateProcesses]
final class ChangedContentTest extends ChatroomTestBase {

  /**
   * {@inheritdoc}
   */
  protected static $modules = ['node_access_test_empty'];

  public function testARebuildOfPermissionsHasPagesLookAgainAtTheEndAndOnce(): void {
    NodeType::create(['type' => 'page', 'name' => 'Page'])->save();
    $nodes = array_map(static fn (int $count): Node => Node::create(['type' => 'page', 'title' => "Page $count"]), [1, 2, 3]);
    array_walk($nodes, static fn (Node $node): int => $node->save());
    $this->endRequest();
    $before = count($this->told());
    $this->rebuild();
    $this->assertCount($before, $this->told(), 'Not before all of it is written.');
    $this->endRequest();
    $this->assertSame([['type' => 'content']], array_slice($this->told(), $before));
    $this->endRequest();
    $this->assertCount($before + 1, $this->told());
  }

  public function testASaveConcernsItsOwnContentOnly(): void {
    NodeType::create(['type' => 'page', 'name' => 'Page'])->save();
    $node = Node::create(['type' => 'page', 'title' => 'Page']);
    $node->save();
    $this->endRequest();
    $before = count($this->told());
    $node->setUnpublished()->save();
    $this->endRequest();
    $key = $this->container->get(PreviewKey::class)->of($node);
    $this->assertSame([['type' => 'content', 'key' => $key]], array_slice($this->told(), $before));
  }

  public function testADeletionConcernsItsOwnContentOnly(): void {
    NodeType::create(['type' => 'page', 'name' => 'Page'])->save();
    $node = Node::create(['type' => 'page', 'title' => 'Page']);
    $node->save();
    $this->endRequest();
    $before = count($this->told());
    $key = $this->container->get(PreviewKey::class)->of($node);
    $node->delete();
    $this->endRequest();
    $this->assertSame([['type' => 'content', 'key' => $key]], array_slice($this->told(), $before));
  }

  /**
   * Rebuilds the permissions, as Drupal 11.4 or an older one does.
   */
  private function rebuild(): void {
    $service = 'Drupal\\node\\NodeAccessRebuild';
    $this->container->has($service) ? $this->container->get($service)->rebuild() : node_access_rebuild();
  }

  /**
   * What pages were told of content.
   *
   * @return list<array<string, string>>
   *   In order.
   */
  private function told(): array {
    $told = [];
    foreach ($this->server->calls() as [$method, $params]) {
      if ($method === 'publish' && $params['channel'] === 'chat:@content') {
        $told[] = $params['data'];
      }
    }
    return $told;
  }

}
