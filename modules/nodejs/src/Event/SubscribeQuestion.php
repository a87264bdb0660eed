<?php

declare(strict_types=1);

namespace Drupal\nodejs\Event;

use Drupal\nodejs\Core\Caller;

/**
 * A browser wants to listen to a channel that it brought no token for.
 *
 * Asked for the namespaces in the push server's `backend.subscribe`, after the
 * channels of UserChannels. Nobody may until somebody permits it. The current
 * user is the caller's.
 */
final class SubscribeQuestion {

  /**
   * What others in the channel see; NULL while nobody has permitted it.
   *
   * @var array<string, mixed>|null
   */
  private ?array $info = NULL;

  public function __construct(
    public readonly string $channel,
    public readonly Caller $caller,
  ) {}

  /**
   * Lets the caller listen.
   *
   * @param array<string, mixed> $info
   *   What others in the channel see of them.
   */
  public function permit(array $info = []): void {
    $this->info = $info;
  }

  /**
   * What others in the channel see; NULL while nobody has permitted it.
   *
   * @return array<string, mixed>|null
   *   By name.
   */
  public function info(): ?array {
    return $this->info;
  }

}
