<?php

declare(strict_types=1);

namespace Drupal\nodejs_subscribe\Plugin\QueueWorker;

use Drupal\Core\Plugin\ContainerFactoryPluginInterface;
use Drupal\Core\Queue\Attribute\QueueWorker;
use Drupal\Core\Queue\QueueWorkerBase;
use Drupal\Core\StringTranslation\TranslatableMarkup;
use Drupal\nodejs\Plugin\AutowiredPlugin;
use Drupal\nodejs_subscribe\Telling as TellingService;

/**
 * Tells followers what happened.
 */
#[QueueWorker(
  id: TellingService::QUEUE,
  title: new TranslatableMarkup('Notices to followers'),
  cron: ['time' => 30],
)]
final class Telling extends QueueWorkerBase implements ContainerFactoryPluginInterface {

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
   * @param \Drupal\nodejs_subscribe\Telling $telling
   *   Tells them.
   */
  public function __construct(
    array $configuration,
    $plugin_id,
    $plugin_definition,
    private readonly TellingService $telling,
  ) {
    parent::__construct($configuration, $plugin_id, $plugin_definition);
  }

  /**
   * {@inheritdoc}
   */
  public function processItem($data): void {
    if (is_array($data)) {
      $this->telling->work($data);
    }
  }

}
