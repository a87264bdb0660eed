<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs\Core;

use Drupal\nodejs\Core\CallbackToken;
use Drupal\nodejs\Core\LegacyHost;

/**
 * A site of one user and one role, which keeps what it is given.
 */
final class RecordingHost implements LegacyHost {

  public ?string $client = NULL;

  public string $user = '7';

  public ?\Closure $onAlter = NULL;

  /**
   * Content tokens of the page by channel.
   *
   * @var array<string, string>
   */
  public array $contentTokens = [];

  /**
   * What went wrong.
   *
   * @var list<\Throwable>
   */
  public array $failures = [];

  /**
   * {@inheritdoc}
   */
  public function alter(string $hook, \stdClass $message): void {
    if ($this->onAlter !== NULL) {
      ($this->onAlter)($hook, $message);
    }
  }

  /**
   * {@inheritdoc}
   */
  public function clientSocketId(): ?string {
    return $this->client;
  }

  /**
   * {@inheritdoc}
   */
  public function currentUser(): string {
    return $this->user;
  }

  /**
   * {@inheritdoc}
   */
  public function callbackToken(object $account, int $expiresAt): CallbackToken {
    return new CallbackToken((string) $account->uid, 'session-of-' . $account->uid, $expiresAt);
  }

  /**
   * {@inheritdoc}
   */
  public function roleId(string $name): ?string {
    return in_array($name, ['editor', 'Editors'], TRUE) ? 'editor' : NULL;
  }

  /**
   * {@inheritdoc}
   */
  public function addContentToken(string $channel, string $token): void {
    $this->contentTokens[$channel] = $token;
  }

  /**
   * {@inheritdoc}
   */
  public function report(\Throwable $failure): void {
    $this->failures[] = $failure;
  }

}
