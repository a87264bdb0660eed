<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs\Kernel;

use Drupal\Core\DependencyInjection\ContainerBuilder;
use Drupal\KernelTests\KernelTestBase;
use Drupal\nodejs\Core\HttpTransport;
use Drupal\nodejs\EndOfRequest;
use Drupal\Tests\nodejs\RecordingTransport;
use Drupal\Tests\user\Traits\UserCreationTrait;
use Drupal\user\UserInterface;

/**
 * A site with the module and a push server that only listens.
 */
abstract class NodejsKernelTestBase extends KernelTestBase {

  use UserCreationTrait;

  protected const KEYS = [
    'api_key' => 'an api key of at least 32 bytes, really',
    'token_key' => ['id' => 'k1', 'secret' => 'a token key of at least 32 bytes'],
    'callback_key' => 'a callback key of at least 32 bytes',
  ];

  /**
   * {@inheritdoc}
   */
  protected static $modules = ['nodejs', 'nodejs_test', 'path_alias', 'system', 'user'];

  /**
   * The push server's ears.
   */
  protected RecordingTransport $server;

  /**
   * {@inheritdoc}
   */
  protected function setUp(): void {
    $this->server = new RecordingTransport();
    parent::setUp();
    $this->setSetting('nodejs', static::KEYS);
    $this->installEntitySchema('user');
    $this->installEntitySchema('path_alias');
    $this->installSchema('user', ['users_data']);
    $this->installConfig(['system', 'user', 'nodejs']);
    // User 1 may do everything, which proves nothing.
    $this->createUser();
  }

  /**
   * {@inheritdoc}
   */
  public function register(ContainerBuilder $container): void {
    parent::register($container);
    foreach ([HttpTransport::class, 'nodejs.transport.urgent'] as $id) {
      $container->removeAlias($id);
      $container->register($id, RecordingTransport::class)->setSynthetic(TRUE)->setPublic(TRUE);
      $container->set($id, $this->server);
    }
  }

  /**
   * A user who is somebody.
   */
  protected function alice(): UserInterface {
    $alice = $this->createUser([], 'alice');
    self::assertInstanceOf(UserInterface::class, $alice);
    return $alice;
  }

  /**
   * Ends the request, as the kernel does after the response.
   */
  protected function endRequest(): void {
    $this->container->get(EndOfRequest::class)->destruct();
  }

  /**
   * The last part of the addresses that were asked.
   *
   * @return list<string>
   *   API methods.
   */
  protected function asked(): array {
    return array_map(static fn (array $request): string => basename($request['url']), $this->server->requests);
  }

}
