<?php

declare(strict_types=1);

namespace Drupal\Tests\chatroom\Kernel;

use Drupal\chatroom\Mount;
use Drupal\Core\Asset\AssetQueryString;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;

/**
 * The chat's places on pages, and what its script is told there.
 *
 * @group chatroom
 */
#[Group('chatroom')]
#[RunTestsInSeparateProcesses]
final class PlacesTest extends ChatroomTestBase {

  public function testBlocksAreMadeWithWhatTheyNeed(): void {
    $blocks = $this->container->get('plugin.manager.block');
    $ids = array_values(preg_grep('/^chatroom_/', array_keys($blocks->getDefinitions())) ?: []);
    $this->assertContains('chatroom_drawer', $ids);
    foreach ($ids as $id) {
      $this->assertSame($id, $blocks->createInstance($id)->getPluginId());
    }
  }

  public function testEmojisAreFetchedAnewOnceTheSiteEmptiesItsCaches(): void {
    $address = function (): string {
      $build = [];
      $this->container->get(Mount::class)->attach($build);
      return $build['#attached']['drupalSettings']['chatroom']['emojis'];
    };
    $this->assertStringContainsString('/js/dist/emojis.json?', $address());
    $this->container->get('state')->set(AssetQueryString::STATE_KEY, 'another');
    $this->assertStringEndsWith('/js/dist/emojis.json?another', $address());
  }

}
