<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs\Kernel;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;

/**
 * A site that had the module in 7.x or 8.x goes on where it was.
 *
 * @group nodejs
 */
#[Group('nodejs')]
#[RunTestsInSeparateProcesses]
final class UpgradeTest extends NodejsKernelTestBase {

  /**
   * {@inheritdoc}
   *
   * What 8.x stored has no schema any more, nor did it fit the one it had.
   */
  protected $strictConfigSchema = FALSE;

  /**
   * Runs the updates of this branch.
   */
  private function update(): void {
    require_once __DIR__ . '/../../../nodejs.install';
    nodejs_update_10601();
    nodejs_update_10602();
    \Drupal::configFactory()->reset();
  }

  public function testASiteOf8xKeepsItsAddressesAndPages(): void {
    $database = $this->container->get('database')->schema();
    foreach (['nodejs_outbox', 'nodejs_revocation'] as $table) {
      $database->dropTable($table);
    }
    \Drupal::configFactory()->getEditable('nodejs.settings')->delete();
    \Drupal::configFactory()->getEditable('nodejs.config')->setData([
      'service_key' => '__FIXME__',
      'pages' => "/chat\r\n/blog/*",
      'authenticated_users_only' => 1,
      'nodejs' => ['scheme' => 'http', 'host' => 'localhost', 'port' => '8080'],
      'client' => ['scheme' => 'https', 'host' => 'push.example.com', 'port' => '8443'],
    ])->save();
    $this->update();
    $settings = $this->config('nodejs.settings');
    $this->assertSame('https://push.example.com:8443/', $settings->get('public_url'));
    $this->assertSame("/chat\n/blog/*", $settings->get('pages'));
    $this->assertTrue($settings->get('authenticated_users_only'));
    $this->assertTrue($settings->get('classic'));
    $this->assertSame('http://127.0.0.1:8081', $settings->get('api_url'), 'The classic server had no port of its own for this.');
    $this->assertTrue($this->config('nodejs.config')->isNew());
    $this->assertTrue($database->tableExists('nodejs_outbox'));
    $violations = \Drupal::service('config.typed')->createFromNameAndData('nodejs.settings', $settings->getRawData())->validate();
    $this->assertCount(0, $violations, (string) $violations);
  }

  public function testVariablesOf7xAreTakenOverAndRemoved(): void {
    $database = $this->container->get('database');
    $database->schema()->createTable('variable', ['fields' => ['name' => ['type' => 'varchar', 'length' => 128, 'not null' => TRUE], 'value' => ['type' => 'blob', 'size' => 'big', 'not null' => TRUE]], 'primary key' => ['name']]);
    $variables = ['nodejs_server_host' => 'push.example.com', 'nodejs_server_port' => '8080', 'nodejs_server_scheme' => 'http', 'nodejs_pages' => "<front>\r\nnode/*\r\n/blog \r\n\r\n*/chat", 'nodejs_service_key' => 'secret', 'nodejs_evil' => new \ArrayObject(), 'site_name' => 'stays'];
    foreach ($variables as $name => $value) {
      $database->insert('variable')->fields(['name' => $name, 'value' => serialize($value)])->execute();
    }
    $this->update();
    $this->assertSame('http://push.example.com:8080/', $this->config('nodejs.settings')->get('public_url'));
    // Paths of today begin with a slash.
    $this->assertSame("<front>\n/node/*\n/blog\n*/chat", $this->config('nodejs.settings')->get('pages'));
    $this->assertStringNotContainsString('secret', (string) json_encode($this->config('nodejs.settings')->getRawData()));
    $this->assertSame(['site_name'], $database->select('variable', 'v')->fields('v', ['name'])->execute()->fetchCol());
  }

  /**
   * Values that a form of then took, or that somebody wrote into the database.
   */
  public static function strangeSettings(): array {
    return [
      'nothing' => [[]],
      'an address instead of a host' => [['client' => ['scheme' => 'https', 'host' => 'https://push.example.com/', 'port' => '8443']]],
      'spaces' => [['client' => ['scheme' => 'http', 'host' => ' ', 'port' => '8080']]],
      'this machine' => [['client' => ['scheme' => 'http', 'host' => '127.0.0.1', 'port' => 8080], 'nodejs' => ['scheme' => 'http', 'host' => 'localhost', 'port' => 8080]]],
      'lists and numbers' => [['client' => 'x', 'nodejs' => ['host' => ['a']], 'pages' => ['a'], 'authenticated_users_only' => '']],
      'empty' => [['client' => ['scheme' => '', 'host' => '', 'port' => ''], 'pages' => '']],
    ];
  }

  /**
   * @dataProvider strangeSettings
   */
  #[DataProvider('strangeSettings')]
  public function testWhatIsNoAddressIsNotTakenOver(array $old): void {
    \Drupal::configFactory()->getEditable('nodejs.settings')->delete();
    \Drupal::configFactory()->getEditable('nodejs.config')->setData($old + ['service_key' => 'x'])->save();
    $this->update();
    $settings = $this->config('nodejs.settings');
    $this->assertSame('/realtime/', $settings->get('public_url'));
    $this->assertSame('*', $settings->get('pages'));
    $violations = \Drupal::service('config.typed')->createFromNameAndData('nodejs.settings', $settings->getRawData())->validate();
    $this->assertCount(0, $violations, (string) $violations);
  }

  public function testASiteWithoutAPastStaysAsItIs(): void {
    $before = $this->config('nodejs.settings')->getRawData();
    $this->update();
    $this->assertSame($before, $this->config('nodejs.settings')->getRawData());
  }

}
