<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs\Kernel;

use Drupal\KernelTests\KernelTestBase;
use Drupal\nodejs\DatabaseOutboxStore;
use Drupal\nodejs\KeyValueBreaker;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;

/**
 * The module goes as it came.
 *
 * @group nodejs
 */
#[Group('nodejs')]
#[RunTestsInSeparateProcesses]
final class UninstallTest extends KernelTestBase {

  /**
   * {@inheritdoc}
   */
  protected static $modules = ['path_alias', 'system', 'user'];

  /**
   * What is stored outside of caches.
   *
   * @return list<string>
   *   Tables, config objects and state.
   */
  private function stored(): array {
    $database = $this->container->get('database');
    $tables = array_filter($database->schema()->findTables('%'), static fn (string $table): bool => !str_starts_with($table, 'cache'));
    $stored = [...$tables, ...$this->container->get('config.storage')->listAll(), ...array_keys($this->container->get('keyvalue')->get('system.schema')->getAll())];
    sort($stored);
    return $stored;
  }

  public function testUninstallingLeavesNothing(): void {
    $this->installEntitySchema('user');
    $this->installSchema('user', ['users_data']);
    $installer = $this->container->get('module_installer');
    // The first install writes core's own things besides.
    $installer->install(['nodejs']);
    $installer->uninstall(['nodejs']);
    $before = $this->stored();
    $this->container->get('module_installer')->install(['nodejs']);
    $this->container->get(KeyValueBreaker::class)->open('away');
    $this->container->get(DatabaseOutboxStore::class)->countExpired(1);
    $this->assertSame(['nodejs', 'nodejs.settings', 'nodejs_live', 'nodejs_live_tag', 'nodejs_outbox', 'nodejs_presence', 'nodejs_revocation'], array_values(array_diff($this->stored(), $before)));
    $this->assertTrue($this->container->get('router.route_provider')->getRouteByName('nodejs.token')->getOption('no_cache'));
    $this->container->get('module_installer')->uninstall(['nodejs']);
    $this->assertSame($before, $this->stored());
    $this->assertSame([], preg_grep('/nodejs/', $this->stored()) ?: []);
    $this->assertSame([], $this->container->get('keyvalue')->get('nodejs')->getAll());
  }

}
