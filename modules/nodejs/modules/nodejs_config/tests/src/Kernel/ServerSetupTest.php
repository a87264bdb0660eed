<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs_config\Kernel;

use Drupal\Core\Form\FormState;
use Drupal\nodejs\Core\InvalidSettings;
use Drupal\nodejs_config\Form\ServerForm;
use Drupal\nodejs_config\ServerSetup;
use Drupal\nodejs_config\SetupConsole;
use Drupal\Tests\nodejs\Kernel\NodejsKernelTestBase;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;
use Symfony\Component\HttpFoundation\Request;

/**
 * What is shown fits this very site, and secrets are shown on request only.
 *
 * @group nodejs
 */
#[Group('nodejs')]
#[RunTestsInSeparateProcesses]
final class ServerSetupTest extends NodejsKernelTestBase {

  private const URL = 'https://example.com/blog';

  /**
   * {@inheritdoc}
   */
  protected static $modules = ['nodejs_config'];

  /**
   * The service.
   */
  private function serverSetup(): ServerSetup {
    return $this->container->get(ServerSetup::class);
  }

  /**
   * All secrets of the site.
   *
   * @return list<string>
   *   As they stand in settings.php.
   */
  private function secrets(): array {
    return [self::KEYS['api_key'], self::KEYS['token_key']['secret'], self::KEYS['callback_key'], self::KEYS['backend_key']['secret']];
  }

  public function testEveryFileIsFilledInForTheSiteWithoutASecret(): void {
    $this->config('nodejs.settings')->set('public_url', '/live')->save();
    foreach (array_keys(ServerSetup::FILES) as $file) {
      $text = $this->serverSetup()->file($file, self::URL, ['folder' => '/srv/push', 'listen' => '127.0.0.1:9000']);
      $this->assertStringNotContainsString('{{', $text, $file);
      foreach ($this->secrets() as $secret) {
        $this->assertStringNotContainsString($secret, $text, $file);
      }
    }
    $nginx = $this->serverSetup()->file('nginx.conf', self::URL, ['listen' => '127.0.0.1:9000']);
    $this->assertStringContainsString('location ^~ /live/ {', $nginx);
    $this->assertStringContainsString('proxy_pass http://127.0.0.1:9000;', $nginx);
    $this->assertStringContainsString('block of example.com', $nginx);
    $this->assertStringContainsString('.port = "9000";', $this->serverSetup()->file('varnish.vcl', self::URL, ['listen' => '[::1]:9000']));
    $this->assertStringContainsString('ExecStart=/srv/push/node_modules/.bin/drupal-nodejs serve', $this->serverSetup()->file('drupal-nodejs.service', self::URL, ['folder' => '/srv/push']));
  }

  public function testBrowsersOwnAddressOfTheServerIsItsHost(): void {
    $this->config('nodejs.settings')->set('public_url', 'wss://push.example.com/realtime/')->save();
    $this->assertStringContainsString('block of push.example.com', $this->serverSetup()->file('nginx.conf', self::URL));
  }

  public function testNoPlaceBringsLinesOfItsOwn(): void {
    foreach (["/opt\nUser=root", '/opt x', '/opt;x', '$(id)', ''] as $place) {
      try {
        $this->serverSetup()->file('drupal-nodejs.service', self::URL, ['folder' => $place]);
        $this->fail('It was taken: ' . $place);
      }
      catch (\InvalidArgumentException $refusal) {
        $this->assertStringStartsWith('folder: expected', $refusal->getMessage());
      }
    }
  }

  public function testInitLineNamesThisSiteAndNoSecret(): void {
    $line = $this->serverSetup()->initLine(self::URL . '/');
    $this->assertSame("npx drupal-nodejs init --url 'https://example.com/blog' --root '" . $this->root . "' --site-path '" . $this->siteDirectory . "'", $line);
    $this->config('nodejs.settings')->set('public_url', 'wss://push.example.com/')->set('api_url', 'http://push:9081')->save();
    $this->assertStringEndsWith(" --public 'wss://push.example.com/' --api 'http://push:9081' --listen '0.0.0.0:80'", $this->serverSetup()->initLine(self::URL, ['listen' => '0.0.0.0:80']));
    foreach ($this->secrets() as $secret) {
      $this->assertStringNotContainsString($secret, $line);
    }
  }

  public function testConfigurationHoldsThisSitesSecrets(): void {
    $config = json_decode($this->serverSetup()->serverConfig(self::URL, '127.0.0.1:9000'), TRUE);
    $this->assertSame(['127.0.0.1:9000', '/realtime/', ['https://example.com']], [$config['listen'], $config['publicPath'], $config['origins']]);
    $this->assertSame($this->secrets(), [
      $config['api']['keys'][0]['secret'],
      $config['auth']['token']['keys'][0]['secret'],
      $config['auth']['callback']['serviceKey'],
      $config['backend']['keys'][0]['secret'],
    ]);
    $this->assertSame('https://example.com/blog/nodejs/message', $config['auth']['callback']['url']);
  }

  public function testSiteWithoutSecretsSaysSo(): void {
    $this->setSetting('nodejs', []);
    $this->expectException(InvalidSettings::class);
    $this->serverSetup()->serverConfig(self::URL, '127.0.0.1:8080');
  }

  public function testCommandPrintsEachAndRefusesOthers(): void {
    $console = $this->container->get(SetupConsole::class);
    foreach (['init', 'drupal-nodejs.json', ...array_keys(ServerSetup::FILES)] as $file) {
      $this->assertNotSame('', $console->setup(self::URL, $file));
      $this->assertStringContainsString($file, SetupConsole::HELP);
    }
    $this->expectException(\InvalidArgumentException::class);
    $console->setup(self::URL, '../nodejs_config.info.yml');
  }

  public function testPageShowsSecretsOnRequestOnlyAndKeepsThemNowhere(): void {
    $builder = $this->container->get('form_builder');
    $form_state = new FormState();
    $render = fn (array $form): string => (string) $this->container->get('renderer')->renderRoot($form);
    $shown = $render($builder->buildForm(ServerForm::class, $form_state));
    $this->assertStringContainsString('npx drupal-nodejs init', $shown);
    $this->assertStringNotContainsString(self::KEYS['api_key'], $shown);

    $form_state = (new FormState())->set('secrets', TRUE);
    $this->assertStringContainsString(self::KEYS['api_key'], $render($builder->buildForm(ServerForm::class, $form_state)));
    $this->assertStringNotContainsString(self::KEYS['api_key'], serialize($form_state->getCacheableArray()));
  }

  public function testOnlyWhoMayAdministerGetsThePageAndNoCacheKeepsIt(): void {
    $kernel = $this->container->get('http_kernel');
    $this->setCurrentUser($this->alice());
    $this->assertSame(403, $kernel->handle(Request::create('/admin/config/services/nodejs/server'))->getStatusCode());
    $this->setCurrentUser($this->createUser(['administer nodejs'], 'owner'));
    $response = $kernel->handle(Request::create('/admin/config/services/nodejs/server'));
    $this->assertSame(200, $response->getStatusCode());
    $this->assertTrue($this->container->get('router.route_provider')->getRouteByName('nodejs_config.page')->getOption('no_cache'));
  }

  public function testUninstallingLeavesNothing(): void {
    $this->container->get('module_installer')->uninstall(['nodejs_config']);
    $this->assertSame([], $this->container->get('config.storage')->listAll('nodejs_config'));
  }

}
