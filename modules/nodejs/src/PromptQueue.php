<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\Core\Database\Connection;
use Drupal\Core\DestructableInterface;
use Drupal\Core\Queue\DelayableQueueInterface;
use Drupal\Core\Queue\DelayedRequeueException;
use Drupal\Core\Queue\QueueFactory;
use Drupal\Core\Queue\QueueInterface;
use Drupal\Core\Queue\QueueWorkerInterface;
use Drupal\Core\Queue\QueueWorkerManagerInterface;
use Drupal\Core\Queue\RequeueException;
use Drupal\Core\Queue\SuspendQueueException;

/**
 * Works the items of queues right after the response; cron does what is left.
 *
 * An item is written in the transaction of what it speaks of, so it comes and
 * goes with it, and outlives a process that is killed.
 */
final class PromptQueue implements DestructableInterface {

  /**
   * Seconds after which a process leaves the rest to cron.
   */
  private const BUDGET = 5.0;

  /**
   * Queues that got items in this request.
   *
   * @var array<string, true>
   */
  private array $due = [];

  public function __construct(
    private readonly QueueFactory $queues,
    private readonly QueueWorkerManagerInterface $workers,
    private readonly Connection $connection,
    private readonly FailureLog $log,
  ) {}

  /**
   * Has items find a place, however their queue keeps them.
   *
   * Core makes the table with the first item: in a transaction of MySQL's that
   * would commit whatever came before, and nothing could be rolled back.
   */
  public function prepare(): void {
    $queue = $this->queues->get('nodejs', TRUE);
    $queue->createItem(NULL);
    $queue->deleteQueue();
  }

  /**
   * Adds an item.
   *
   * @param string $queue
   *   Name of a queue that has a worker plugin with a `cron` time.
   * @param mixed $data
   *   What the worker gets.
   */
  public function add(string $queue, mixed $data): void {
    $this->queues->get($queue, TRUE)->createItem($data);
    $this->due[$queue] = TRUE;
  }

  /**
   * {@inheritdoc}
   */
  public function destruct(): void {
    // Somebody may still roll back what the items speak of.
    if ($this->due === [] || $this->connection->inTransaction()) {
      return;
    }
    $end = microtime(TRUE) + self::BUDGET;
    // A worker may add items itself.
    while (($name = array_key_first($this->due)) !== NULL && microtime(TRUE) < $end) {
      unset($this->due[$name]);
      $this->work($name, $end);
    }
    $this->due = [];
  }

  /**
   * Works one queue until it is empty, suspended, or time is up.
   */
  private function work(string $name, float $end): void {
    $queue = $this->queues->get($name, TRUE);
    $worker = $this->workers->createInstance($name);
    assert($worker instanceof QueueWorkerInterface);
    while (microtime(TRUE) < $end && ($item = $queue->claimItem()) !== FALSE) {
      if (!$this->process($queue, $worker, $item)) {
        return;
      }
    }
  }

  /**
   * Works one item, as core's cron does.
   *
   * @param \Drupal\Core\Queue\QueueInterface $queue
   *   The queue.
   * @param \Drupal\Core\Queue\QueueWorkerInterface $worker
   *   Its worker.
   * @param object $item
   *   The item, claimed.
   *
   * @return bool
   *   Whether to go on with the queue.
   */
  private function process(QueueInterface $queue, QueueWorkerInterface $worker, object $item): bool {
    try {
      $worker->processItem($item->data);
      $queue->deleteItem($item);
      return TRUE;
    }
    catch (DelayedRequeueException $later) {
      $queue instanceof DelayableQueueInterface ? $queue->delayItem($item, $later->getDelay()) : $queue->releaseItem($item);
      return TRUE;
    }
    catch (RequeueException | SuspendQueueException) {
      $queue->releaseItem($item);
      return FALSE;
    }
    catch (\Exception $failure) {
      // Its lease ends by itself, then cron tries again.
      $this->log->report($failure);
      return TRUE;
    }
  }

}
