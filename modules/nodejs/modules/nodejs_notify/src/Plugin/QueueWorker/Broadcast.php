<?php

declare(strict_types=1);

namespace Drupal\nodejs_notify\Plugin\QueueWorker;

use Drupal\Core\Plugin\ContainerFactoryPluginInterface;
use Drupal\Core\Queue\Attribute\QueueWorker;
use Drupal\Core\Queue\QueueWorkerBase;
use Drupal\Core\StringTranslation\TranslatableMarkup;
use Drupal\nodejs\Plugin\AutowiredPlugin;
use Drupal\nodejs_notify\Broadcasts;

/**
 * Fills inboxes with an announcement.
 */
#[QueueWorker(
  id: Broadcasts::QUEUE,
  title: new TranslatableMarkup('Announcements to inboxes'),
  cron: ['time' => 30],
)]
final class Broadcast extends QueueWorkerBase implements ContainerFactoryPluginInterface {

  use AutowiredPlugin;

  /**
   * Wires it.
   *
   * @param array<string, mixed> $configuration
   *   The plugin's configuration.
   * @param string $plugin_id
   *   The plugin's id.
   * @param mixed $plugin_definition
   *   The plugin's definition.
   * @param \Drupal\nodejs_notify\Broadcasts $broadcasts
   *   Has the announcements.
   */
  public function __construct(
    array $configuration,
    $plugin_id,
    $plugin_definition,
    private readonly Broadcasts $broadcasts,
  ) {
    parent::__construct($configuration, $plugin_id, $plugin_definition);
  }

  /**
   * {@inheritdoc}
   */
  public function processItem($data): void {
    if (is_array($data)) {
      $this->broadcasts->fanOut((int) ($data['id'] ?? 0), (int) ($data['after'] ?? 0));
    }
  }

}
