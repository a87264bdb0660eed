<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs\Kernel;

use Drupal\Core\DependencyInjection\ContainerBuilder;
use Drupal\KernelTests\KernelTestBase;
use Drupal\nodejs\Core\HttpTransport;
use Drupal\nodejs\Core\Key;
use Drupal\nodejs\Core\Signature;
use Drupal\nodejs\EndOfRequest;
use Drupal\Tests\nodejs\RecordingTransport;
use Drupal\Tests\user\Traits\UserCreationTrait;
use Drupal\user\UserInterface;
use Symfony\Component\HttpFoundation\Request;

/**
 * A site with the module and a push server that only listens.
 */
abstract class NodejsKernelTestBase extends KernelTestBase {

  use UserCreationTrait;

  protected const KEYS = [
    'api_key' => 'an api key of at least 32 bytes, really',
    'token_key' => ['id' => 'k1', 'secret' => 'a token key of at least 32 bytes'],
    'callback_key' => 'a callback key of at least 32 bytes',
    'backend_key' => ['id' => 'b1', 'secret' => 'a backend key of at least 32 bytes'],
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
    // First of all: whatever changes on a slow machine is told of in the midst
    // of this, by a server whose address is read once.
    $this->installSchema('nodejs', ['nodejs_live', 'nodejs_live_tag', 'nodejs_outbox', 'nodejs_presence', 'nodejs_revocation']);
    $this->installConfig(['nodejs']);
    $this->installEntitySchema('user');
    $this->installEntitySchema('path_alias');
    $this->installSchema('user', ['users_data']);
    $this->installConfig(['system', 'user']);
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
   * What was asked of the push server.
   *
   * @return list<string>
   *   API methods, those within a batch as if they were alone.
   */
  protected function asked(): array {
    return array_column($this->server->calls(), 0);
  }

  /**
   * A request as the push server signs it.
   */
  protected function signed(string $method, string $path, string $body = '', ?int $time = NULL): Request {
    $key = new Key(self::KEYS['backend_key']['id'], self::KEYS['backend_key']['secret']);
    $request = Request::create($path, $method, content: $body);
    $request->headers->set(Signature::HEADER, Signature::sign($key, $time ?? time(), $method, $path, $body));
    return $request;
  }

  /**
   * Has the site answer a request, as a process of its own would.
   *
   * @return array{int, array<string, mixed>}
   *   Status and decoded body.
   */
  protected function answerTo(Request $request): array {
    $response = $this->container->get('http_kernel')->handle($request);
    return [$response->getStatusCode(), (array) json_decode((string) $response->getContent(), TRUE)];
  }

}
