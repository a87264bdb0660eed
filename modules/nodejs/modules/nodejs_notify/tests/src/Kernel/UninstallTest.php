<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs_notify\Kernel;

use Drupal\block\Entity\Block;
use Drupal\nodejs_notify\Broadcasts;
use Drupal\nodejs_notify\Choices;
use Drupal\nodejs_notify\Notice;
use Drupal\nodejs_notify\Push\PushKeys;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;

/**
 * The module goes as it came.
 *
 * @group nodejs
 */
#[Group('nodejs')]
#[RunTestsInSeparateProcesses]
final class UninstallTest extends NotifyKernelTestBase {

  public function testUninstallingLeavesNothing(): void {
    $alice = $this->alice();
    $this->tell([$alice->id()], new Notice('Hello'));
    $this->container->get(Choices::class)->set((int) $alice->id(), FALSE, ['broadcast']);
    $this->container->get(PushKeys::class)->pair();
    $this->container->get(Broadcasts::class)->schedule(new Notice('Tea'), 'everyone', [], 0, 1);
    $this->container->get('theme_installer')->install(['stark']);
    Block::create(['id' => 'bell', 'plugin' => 'nodejs_notify_bell', 'theme' => 'stark', 'region' => 'content'])->save();

    $this->container->get('module_installer')->uninstall(['nodejs_notify']);
    $database = $this->container->get('database');
    $this->assertSame([], $database->schema()->findTables('nodejs_notify%'));
    $this->assertSame([], preg_grep('/nodejs_notify|bell/', $this->container->get('config.storage')->listAll()));
    $this->assertSame([], $this->container->get('keyvalue')->get('nodejs_notify')->getAll());
    $this->assertSame('0', (string) $database->query("SELECT COUNT(*) FROM {users_data} WHERE module = 'nodejs_notify'")->fetchField());
    $this->assertSame('0', (string) $database->query("SELECT COUNT(*) FROM {queue} WHERE name LIKE 'nodejs_notify%'")->fetchField());
  }

}
