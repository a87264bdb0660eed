<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs\Kernel;

use Drupal\Core\Form\FormState;
use Drupal\nodejs\Console;
use Drupal\nodejs\Core\DeferredPublisher;
use Drupal\nodejs\Core\HttpResponse;
use Drupal\nodejs\Core\Jwt;
use Drupal\nodejs\Core\Key;
use Drupal\nodejs\Core\Pairing;
use Drupal\nodejs\Core\Publication;
use Drupal\nodejs\DatabaseOutboxStore;
use Drupal\nodejs\Form\SettingsForm;
use Drupal\nodejs\Hook\NodejsHelpHooks;
use Drupal\nodejs\Hook\NodejsRequirementsHooks;
use Drupal\nodejs\SettingsFactory;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;

/**
 * Settings are checked by their schema, and the report says what is wrong.
 *
 * @group nodejs
 */
#[Group('nodejs')]
#[RunTestsInSeparateProcesses]
final class SettingsTest extends NodejsKernelTestBase {

  /**
   * Submits the form.
   *
   * @param array<string, mixed> $values
   *   What differs from the defaults.
   *
   * @return array<string, string>
   *   The errors.
   */
  private function submit(array $values): array {
    $state = (new FormState())->setValues($values + [
      'api_url' => 'http://127.0.0.1:8081',
      'public_url' => '/realtime/',
      'pages' => '*',
      'authenticated_users_only' => 0,
      'public_channels' => '',
    ]);
    $this->container->get('form_builder')->submitForm(SettingsForm::class, $state);
    return array_map(strval(...), $state->getErrors());
  }

  /**
   * The report's rows: value and severity.
   *
   * @return array<string, array{string, int}>
   *   By row.
   */
  private function report(): array {
    $rows = $this->container->get(NodejsRequirementsHooks::class)->runtimeRequirements();
    return array_map(static fn (array $row): array => [
      preg_replace('/ \(\d+ ms\)$/', '', (string) $row['value']),
      is_int($row['severity']) ? $row['severity'] : $row['severity']->value,
    ], $rows);
  }

  public function testTheShippedConfigIsValid(): void {
    $violations = $this->container->get('config.typed')->get('nodejs.settings')->validate();
    $this->assertCount(0, $violations, (string) $violations);
  }

  public function testTheFormSavesWhatIsValid(): void {
    $this->assertSame([], $this->submit([
      'public_url' => 'wss://push.example.com/',
      'pages' => "/chat\n/blog/*",
      'authenticated_users_only' => 1,
      'public_channels' => " news \nnodejs_notify\nnews",
    ]));
    $config = $this->config('nodejs.settings');
    $this->assertSame('wss://push.example.com/', $config->get('public_url'));
    $this->assertTrue($config->get('authenticated_users_only'));
    $this->assertSame(['news', 'nodejs_notify'], $config->get('public_channels'));
  }

  public function testTheFormNamesTheFieldThatIsWrong(): void {
    foreach ([
      'api_url' => ['push:8081', 'ftp://push', ''],
      'public_url' => ['realtime', '//evil.example', 'javascript:alert(1)', ''],
      'public_channels' => ["fine\nnot/fine"],
    ] as $name => $values) {
      foreach ($values as $value) {
        $this->assertSame([$name], array_keys($this->submit([$name => $value])), "$name: $value");
      }
    }
    $this->assertSame('/realtime/', $this->config('nodejs.settings')->get('public_url'));
  }

  public function testAnAddressOfSettingsPhpIsShownNotAsked(): void {
    $this->setSetting('nodejs', ['api_url' => 'http://push:8081'] + self::KEYS);
    $form = $this->container->get('form_builder')->getForm(SettingsForm::class);
    $this->assertSame('item', $form['server']['api_url']['#type']);
    $this->assertSame('textfield', $form['server']['public_url']['#type']);
    $this->assertSame([], $this->submit([]));
  }

  public function testTheAddressesOfAPairingLineAreShownNotAsked(): void {
    $line = Pairing::generate('http://push:8081', '/push/')->line();
    foreach ([['nodejs' => ['pairing' => $line]], ['nodejs' => []]] as $settings) {
      putenv($settings['nodejs'] === [] ? 'NODEJS_PAIRING=' . $line : 'NODEJS_PAIRING');
      $this->setSetting('nodejs', $settings['nodejs']);
      $form = $this->container->get('form_builder')->getForm(SettingsForm::class);
      foreach (['api_url' => 'http://push:8081', 'public_url' => '/push/'] as $name => $address) {
        $this->assertSame('item', $form['server'][$name]['#type']);
        $this->assertStringContainsString($address, (string) $form['server'][$name]['#markup']);
        $this->assertStringContainsString('pairing line', (string) $form['server'][$name]['#description']);
      }
    }
    putenv('NODEJS_PAIRING');
    $this->setSetting('nodejs', ['pairing' => $line, 'public_url' => '/elsewhere/']);
    $form = $this->container->get('form_builder')->getForm(SettingsForm::class);
    $this->assertStringContainsString('/elsewhere/', (string) $form['server']['public_url']['#markup']);
    $this->assertStringContainsString("['public_url']", (string) $form['server']['public_url']['#description']);
  }

  public function testTheReportNamesMissingKeys(): void {
    $this->setSetting('nodejs', ['token_key' => ['id' => 'k1', 'secret' => 'short']]);
    $rows = $this->container->get(NodejsRequirementsHooks::class)->runtimeRequirements();
    $this->assertSame(['nodejs_settings'], array_keys($rows));
    $this->assertSame([
      'api_key is missing.',
      'The secret of key "k1" has 5 bytes, expected at least 32.',
    ], $rows['nodejs_settings']['description']['list']['#items']);
    $this->assertSame(['Incomplete', 2], $this->report()['nodejs_settings']);
    $this->assertSame([], $this->server->requests);
  }

  public function testTheReportNamesALineEndThatWasTakenForAPartOfAKey(): void {
    $this->setSetting('nodejs', [
      'api_key' => self::KEYS['api_key'] . "\n",
      'token_key' => ['id' => 'k1', 'secret' => ' ' . self::KEYS['token_key']['secret']],
    ] + self::KEYS);
    $rows = $this->container->get(NodejsRequirementsHooks::class)->runtimeRequirements();
    $this->assertSame([
      'api_key has white space before or behind it.',
      'The secret of key "k1" has white space before or behind it.',
    ], $rows['nodejs_settings']['description']['list']['#items']);
  }

  /**
   * Lets the server answer that it is there, and what it thinks of this site.
   *
   * @param array<string, mixed> $check
   *   What it says to `check`.
   */
  private function serverSays(array $check): void {
    $json = static fn (array $result): HttpResponse => new HttpResponse(200, (string) json_encode(['result' => $result]));
    $this->server->answer($json(['nodes' => [['version' => '1.2.3']]]), $json($check));
  }

  public function testTheReportFindsAWrongTokenKeyAndAWayBackThatIsShut(): void {
    $this->serverSays(['token' => ['ok' => FALSE, 'reason' => 'invalid token'], 'origin' => ['ok' => TRUE], 'backend' => ['ok' => FALSE, 'reason' => 'fetch failed'], 'anonymous' => FALSE]);
    $report = $this->report();
    $this->assertSame(['Refused: invalid token', 2], $report['nodejs_token']);
    $this->assertSame(['Refused: fetch failed', 2], $report['nodejs_backend']);
    $this->assertArrayNotHasKey('nodejs_origin', $report);
    $this->assertSame(['info', 'check'], $this->asked());
    $token = $this->server->params()['token'];
    $this->assertIsArray(Jwt::verify($token, new Key(...array_values(self::KEYS['token_key'])), microtime(TRUE)));
  }

  public function testAPairingLineIsAllThatSettingsPhpNeeds(): void {
    $pairing = Pairing::generate('http://push:8081', '/realtime/', 'example');
    $this->setSetting('nodejs', ['pairing' => $pairing->line()]);
    $settings = $this->container->get(SettingsFactory::class)->create();
    $this->assertSame([], $settings->problems());
    $this->assertSame(['http://push:8081', '/realtime/', 'example'], [$settings->apiUrl(), $settings->publicUrl(), $settings->site()]);
    $server = json_decode($pairing->serverConfig('https://example.com', 'https://example.com/site'), TRUE);
    $this->assertSame($settings->apiKey(), $server['api']['keys'][0]['secret']);
    $this->assertSame($settings->callbackKey(), $server['auth']['callback']['serviceKey']);
    $this->setSetting('nodejs', ['pairing' => substr($pairing->line(), 0, -9), 'api_key' => self::KEYS['api_key']]);
    $this->assertSame(['token_key is missing, expected [\'id\' => …, \'secret\' => …].'], $this->container->get(SettingsFactory::class)->create()->problems(), 'Half a line is none.');
  }

  public function testTheReportAsksTheServer(): void {
    $this->serverSays(['token' => ['ok' => TRUE], 'origin' => ['ok' => TRUE], 'backend' => ['ok' => TRUE], 'anonymous' => TRUE]);
    $this->assertSame([
      'nodejs_settings' => ['Complete', 0],
      'nodejs_server' => ['Version 1.2.3 answers', 0],
      'nodejs_outbox' => ['Empty', 0],
      'nodejs_breaker' => ['At the end of each request', 0],
      'nodejs_expired' => ['None', 0],
      'nodejs_revocation' => ['Within a quarter of a second', 0],
      'nodejs_doctor' => ['Not asked yet', -1],
    ], $this->report());
    $this->assertSame(['info', 'check'], $this->asked());
  }

  public function testTheCommandNamesItsRowsAlike(): void {
    $this->serverSays(['token' => ['ok' => TRUE], 'origin' => ['ok' => TRUE], 'backend' => ['ok' => TRUE], 'anonymous' => TRUE]);
    $this->assertSame(
      ['Drupal to server', 'Tokens of users', 'Server to Drupal', 'Origin of pages', 'Visitors', 'Outbox', 'Publishing', 'Messages that expired unsent'],
      array_column($this->container->get(Console::class)->status(), 'way'),
    );
  }

  public function testTheReportTellsOfAnOutage(): void {
    $this->server->answer(NULL);
    $deferred = $this->container->get(DeferredPublisher::class);
    $deferred->publish(new Publication('example', 1));
    $this->endRequest();
    $this->container->get('database')->update('nodejs_outbox')->expression('created', 'created - 120')->execute();
    $this->container->get(DatabaseOutboxStore::class)->countExpired(3);
    $report = $this->report();
    $this->assertSame(['No answer', 2], $report['nodejs_server']);
    $this->assertSame(1, $report['nodejs_outbox'][1]);
    $this->assertStringStartsWith('1 message waits, for 2 min', $report['nodejs_outbox'][0]);
    $this->assertSame(['Paused for 0 sec', 1], $report['nodejs_breaker']);
    $this->assertSame(['3, the last 0 sec ago', 1], $report['nodejs_expired']);
  }

  public function testHelpSaysWhatTheModuleDoes(): void {
    $help = $this->container->get(NodejsHelpHooks::class);
    $this->assertNull($help->help('system.status'));
    $page = $help->help('help.page.nodejs');
    $html = (string) $this->container->get('renderer')->renderInIsolation($page);
    $this->assertStringContainsString('href="/admin/config/services/nodejs"', $html);
    $this->assertMatchesRegularExpression('#^<h2>About</h2><p>.+</p><h2>Uses</h2><dl><dt>Connecting the site</dt><dd>.+</dd></dl>$#s', $html);
  }

}
