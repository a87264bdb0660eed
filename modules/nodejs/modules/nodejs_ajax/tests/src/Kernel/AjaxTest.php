<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs_ajax\Kernel;

use Drupal\Core\Ajax\AppendCommand;
use Drupal\Core\Ajax\RedirectCommand;
use Drupal\Core\Cache\CacheableMetadata;
use Drupal\nodejs\Core\Message;
use Drupal\nodejs_ajax\AjaxPusher;
use Drupal\nodejs_ajax\AllowedCommands;
use Drupal\nodejs_ajax\AssetsTicket;
use Drupal\nodejs_ajax\CommandRefused;
use Drupal\nodejs_ajax\Hook\NodejsAjaxHooks;
use Drupal\Tests\nodejs\Kernel\NodejsKernelTestBase;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;
use Symfony\Component\HttpFoundation\Request;

/**
 * AJAX commands go where they are pushed, if the site allows them.
 *
 * @group nodejs
 */
#[Group('nodejs')]
#[RunTestsInSeparateProcesses]
final class AjaxTest extends NodejsKernelTestBase {

  /**
   * {@inheritdoc}
   */
  protected static $modules = ['nodejs_ajax'];

  /**
   * {@inheritdoc}
   */
  protected function setUp(): void {
    parent::setUp();
    $this->installConfig(['nodejs_ajax']);
    $this->container->get('theme_installer')->install(['stark']);
    $this->config('system.theme')->set('default', 'stark')->save();
  }

  /**
   * The service.
   */
  private function pusher(): AjaxPusher {
    return $this->container->get(AjaxPusher::class);
  }

  /**
   * What was published, once the request has ended.
   *
   * @return list<array<string, mixed>>
   *   Parameters.
   */
  private function published(): array {
    $this->endRequest();
    return array_column($this->server->calls(), 1);
  }

  public function testCommandsGoToUserRoleEverybodyAndChannel(): void {
    $command = ajax_command_append('#list', '<li>new</li>');
    $this->pusher()->toUser(7, $command);
    $this->pusher()->toRole('editor', $command);
    $this->pusher()->toEverybody($command);
    $this->pusher()->toChannel('news', $this->alice(), $command, ['command' => 'restripe', 'selector' => 'table']);
    $published = $this->published();
    $this->assertSame(['user:7', 'role:editor', Message::BROADCAST, 'news'], array_column($published, 'channel'));
    $this->assertSame(['callback' => 'nodejsNodeAjax', 'commands' => [$command]], $published[0]['data']);
    $this->assertSame(['insert', 'restripe'], array_column($published[3]['data']['commands'], 'command'));
  }

  public function testObjectsOfCoreAreRenderedAsWhoGetsThem(): void {
    $alice = $this->alice();
    $this->setCurrentUser($this->createUser([], 'bob'));
    $seen = static fn (): array => [
      '#pre_render' => [static fn (array $build): array => $build + ['#plain_text' => \Drupal::currentUser()->id() . ' in ' . \Drupal::theme()->getActiveTheme()->getName()]],
    ];
    $this->pusher()->toUser($alice->id(), new AppendCommand('#list', $seen()));
    $this->pusher()->toEverybody(new AppendCommand('#list', $seen()));
    $this->pusher()->toRole('editor', new AppendCommand('#list', $seen()));
    [$to_alice, $to_all, $to_role] = array_column(array_column($this->published(), 'data'), 'commands');
    $this->assertSame($alice->id() . ' in stark', (string) $to_alice[0]['data']);
    $this->assertSame('0 in stark', (string) $to_all[0]['data']);
    $this->assertSame('0 in stark', (string) $to_role[0]['data']);
    $this->assertSame('bob', $this->container->get('current_user')->getAccountName());
  }

  public function testCommandThatTheSiteDoesNotAllowIsRefused(): void {
    try {
      $this->pusher()->toUser(7, new RedirectCommand('/elsewhere'));
      $this->fail('It was taken.');
    }
    catch (CommandRefused $refusal) {
      $this->assertSame('redirect', $refusal->command);
    }
    $this->assertSame([], $this->published());
    $this->config('nodejs_ajax.settings')->set('commands', ['redirect'])->save();
    $this->pusher()->toUser(7, new RedirectCommand('/elsewhere'));
    $this->assertCount(1, $this->published());
    $this->expectException(CommandRefused::class);
    $this->pusher()->toUser(7, ['no' => 'command']);
  }

  public function testSettingsWithinAnotherCommandAreSettingsAllTheSame(): void {
    $command = new AppendCommand('#list', '<li>new</li>', ['ajax' => ['edit-op' => ['url' => '/elsewhere']]]);
    try {
      $this->pusher()->toUser(7, $command);
      $this->fail('It was taken.');
    }
    catch (CommandRefused $refusal) {
      $this->assertSame('settings', $refusal->command);
    }
    $this->config('nodejs_ajax.settings')->set('commands', ['insert', 'settings'])->save();
    $this->pusher()->toUser(7, $command);
    $this->assertCount(1, $this->published());
  }

  public function testClassicFunctionPushesAtOnce(): void {
    $alice = $this->alice();
    $commands = [ajax_command_html('#box', 'text')];
    $this->assertSame('success', nodejs_ajax_render($commands, ['uid' => $alice->id()])->status);
    $this->assertSame('success', nodejs_ajax_render($commands, ['channel' => 'room_', 'uid' => 5, 'callback' => 'mine'])->status);
    $this->assertSame('success', nodejs_ajax_render($commands, ['channel' => 'nodejs_ajax_broadcast'])->status);
    $calls = array_column($this->server->calls(), 1);
    $this->assertSame(['user:' . $alice->id(), 'room_5', Message::BROADCAST], array_column($calls, 'channel'));
    $this->assertSame(['nodejsNodeAjax', 'mine', 'nodejsNodeAjax'], array_column(array_column($calls, 'data'), 'callback'));
    $this->assertFalse(nodejs_ajax_render($commands));
    $this->assertFalse(nodejs_ajax_render([ajax_command_invoke('body', 'remove')], ['uid' => 7]));
    $this->assertCount(3, $this->server->requests);
  }

  public function testAssetsAreNamedBySignatureAndGivenForItOnly(): void {
    $this->pusher()->toUser(7, new AppendCommand('#list', [
      '#plain_text' => 'new',
      '#attached' => ['library' => ['core/drupal.dropbutton'], 'drupalSettings' => ['example' => ['one' => 1]]],
    ]));
    ['assets' => $ticket] = $this->published()[0]['data'];
    $this->assertSame('{"library":["core/drupal.dropbutton"],"drupalSettings":{"example":{"one":1}}}', $ticket['assets']);

    $ask = fn (array $fields): Request => Request::create('/nodejs/ajax/assets', 'POST', $fields + ['_drupal_ajax' => '1', 'ajax_page_state' => ['theme' => 'stark', 'theme_token' => '', 'libraries' => 'core/drupal']], server: ['HTTP_ACCEPT' => 'application/json']);
    [$status, $commands] = $this->answerTo($ask($ticket));
    $this->assertSame(200, $status);
    $this->assertSame(['settings', 'add_css', 'add_js'], array_column($commands, 'command'));
    $this->assertSame(['one' => 1], $commands[0]['settings']['example']);
    $other = str_replace('dropbutton', 'dialog', $ticket['assets']);
    $this->assertSame(403, $this->answerTo($ask(['assets' => $other] + $ticket))[0]);
    $this->assertSame(403, $this->answerTo($ask([]))[0]);
    $this->assertNull($this->container->get(AssetsTicket::class)->redeem($ticket['assets'], ''));
  }

  public function testPagesAreToldWhichCommandsTheyMayRun(): void {
    $attachments = [];
    $this->container->get(NodejsAjaxHooks::class)->pageAttachments($attachments);
    $this->assertSame(AllowedCommands::SAFE, $attachments['#attached']['drupalSettings']['nodejs']['ajaxCommands']);
    $this->assertContains('config:nodejs_ajax.settings', CacheableMetadata::createFromRenderArray($attachments)->getCacheTags());
    $this->setSetting('nodejs', []);
    $this->container->get('kernel')->rebuildContainer();
    $attachments = [];
    \Drupal::service(NodejsAjaxHooks::class)->pageAttachments($attachments);
    $this->assertArrayNotHasKey('#attached', $attachments);
  }

  public function testPowerfulCommandsAreOffUnlessAsked(): void {
    $default = $this->container->get(AllowedCommands::class)->all();
    $this->assertSame(AllowedCommands::SAFE, $default);
    $this->assertSame([], array_intersect($default, AllowedCommands::POWERFUL));
  }

  public function testUninstallingLeavesNothing(): void {
    $this->container->get('module_installer')->uninstall(['nodejs_ajax']);
    $this->assertSame([], $this->container->get('config.storage')->listAll('nodejs_ajax'));
  }

  public function testASiteOf8xMayPushCommandsAfterTheUpdate(): void {
    \Drupal::configFactory()->getEditable('nodejs_ajax.settings')->delete();
    require_once __DIR__ . '/../../../nodejs_ajax.install';
    nodejs_ajax_update_10601();
    $this->assertContains('insert', $this->container->get(AllowedCommands::class)->all());
  }

}
