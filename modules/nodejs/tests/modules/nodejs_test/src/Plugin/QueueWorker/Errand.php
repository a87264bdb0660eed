<?php

declare(strict_types=1);

namespace Drupal\nodejs_test\Plugin\QueueWorker;

use Drupal\Core\Queue\Attribute\QueueWorker;
use Drupal\Core\Queue\DelayedRequeueException;
use Drupal\Core\Queue\QueueWorkerBase;
use Drupal\Core\Queue\SuspendQueueException;
use Drupal\Core\StringTranslation\TranslatableMarkup;
use Drupal\nodejs\PromptQueue;

/**
 * Does what its items say.
 */
#[QueueWorker(
  id: 'nodejs_test_errand',
  title: new TranslatableMarkup('Errands'),
  cron: ['time' => 5],
)]
final class Errand extends QueueWorkerBase {

  /**
   * What was done.
   *
   * @var list<string>
   */
  public static array $done = [];

  /**
   * {@inheritdoc}
   */
  public function processItem($data): void {
    self::$done[] = $data;
    match ($data) {
      'later' => throw new DelayedRequeueException(600),
      'stop' => throw new SuspendQueueException('No more.'),
      'fail' => throw new \RuntimeException('It fails.'),
      'more' => \Drupal::service(PromptQueue::class)->add('nodejs_test_errand', 'the rest'),
      default => NULL,
    };
  }

}
