<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs_notify\Kernel;

use Drupal\nodejs_notify\Hook\NotifyHooks;
use Drupal\user\Entity\Role;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;

/**
 * A site that had the module in 8.x has its tables, settings and permissions after the update.
 *
 * @group nodejs
 */
#[Group('nodejs')]
#[RunTestsInSeparateProcesses]
final class UpgradeTest extends NotifyKernelTestBase {

  /**
   * {@inheritdoc}
   *
   * What 8.x stored has no schema any more.
   */
  protected $strictConfigSchema = FALSE;

  /**
   * {@inheritdoc}
   */
  protected function setUp(): void {
    parent::setUp();
    $schema = $this->container->get('database')->schema();
    foreach (array_keys(nodejs_notify_schema()) as $table) {
      $schema->dropTable($table);
    }
    Role::create(['id' => 'staff', 'label' => 'Staff'])->save();
    $this->config('user.role.staff')->set('permissions', ['administer nodejs notify', 'send nodejs broadcast'])->save();
  }

  public function testASiteOf8xHasItsTablesSettingsAndPermissions(): void {
    $this->config('nodejs_notify.settings')->setData(['notification_lifetime_seconds' => '0', '_core' => ['default_config_hash' => 'x']])->save();
    nodejs_notify_update_10601();
    nodejs_notify_update_10601();
    $this->assertTrue($this->container->get('database')->schema()->tableExists('nodejs_notify_device'));
    $settings = $this->config('nodejs_notify.settings');
    $this->assertSame(0, $settings->get('lifetime'));
    $this->assertNull($settings->get('notification_lifetime_seconds'));
    $violations = \Drupal::service('config.typed')->createFromNameAndData('nodejs_notify.settings', $settings->getRawData())->validate();
    $this->assertCount(0, $violations, (string) $violations);
    $this->assertSame(['administer nodejs_notify configuration', 'send nodejs broadcast'], Role::load('staff')->getPermissions());
  }

  public function testTheStatusReportLivesUntilThen(): void {
    $row = $this->container->get(NotifyHooks::class)->runtimeRequirements()['nodejs_notify_push'];
    $this->assertStringContainsString('update.php', (string) $row['description']);
  }

  public function testSettingsOfTodayStay(): void {
    $this->config('nodejs_notify.settings')->set('lifetime', 77)->save();
    nodejs_notify_update_10601();
    $this->assertSame(77, $this->config('nodejs_notify.settings')->get('lifetime'));
  }

}
