<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs_notify\Kernel;

use Drupal\nodejs_notify\Inbox;
use Drupal\nodejs_notify\Notice;
use Drupal\nodejs_notify\Notifier;
use Drupal\Tests\nodejs\Kernel\NodejsKernelTestBase;

/**
 * A site with notices and a push server that only listens.
 */
abstract class NotifyKernelTestBase extends NodejsKernelTestBase {

  /**
   * {@inheritdoc}
   */
  protected static $modules = ['block', 'filter', 'nodejs_notify'];

  /**
   * {@inheritdoc}
   */
  protected function setUp(): void {
    parent::setUp();
    $this->installSchema('nodejs_notify', ['nodejs_notify_notice', 'nodejs_notify_broadcast', 'nodejs_notify_device']);
    $this->installConfig(['filter', 'nodejs_notify']);
  }

  /**
   * Tells users.
   */
  protected function tell(array $uids, Notice $notice): int {
    return $this->container->get(Notifier::class)->tell($uids, $notice);
  }

  /**
   * The inboxes.
   */
  protected function inbox(): Inbox {
    return $this->container->get(Inbox::class);
  }

  /**
   * The subjects in a user's inbox.
   *
   * @return list<string>
   *   The newest first.
   */
  protected function subjects(int|string $uid): array {
    return array_map(static fn ($notice): string => $notice->subject, $this->inbox()->latest((int) $uid, 100));
  }

  /**
   * What was published.
   *
   * @return list<array{string, array<string, mixed>}>
   *   Channel and data, in order.
   */
  protected function published(): array {
    $publications = array_filter($this->server->calls(), static fn (array $call): bool => $call[0] === 'publish');
    return array_values(array_map(static fn (array $call): array => [$call[1]['channel'], $call[1]['data']], $publications));
  }

}
