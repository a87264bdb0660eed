<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * Brings to the server what is in the outbox, older ones first.
 *
 * It leaves in batches, one process at a time. A batch whose answer was lost is
 * sent again: publications carry an idempotency key, and none gets older than
 * the server remembers keys.
 */
final class Delivery {

  /**
   * Most rows that are read at once.
   */
  private const ROWS = 50;

  /**
   * Size of a request, in bytes; half of what the server takes.
   */
  private const BYTES = 524_288;

  /**
   * Seconds after which no further request begins.
   */
  private const BUDGET = 1.5;

  private readonly BatchPublisher $batches;

  /**
   * Whether this process is at it: what is logged meanwhile may be published.
   */
  private bool $draining = FALSE;

  /**
   * Wires it.
   *
   * @param \Drupal\nodejs\Core\OutboxStore $store
   *   Keeps what waits.
   * @param \Drupal\nodejs\Core\ServerApi $api
   *   Sends.
   * @param \Drupal\nodejs\Core\Breaker $breaker
   *   Spares pages a server that is away.
   * @param \Drupal\nodejs\Core\SiteLock $lock
   *   Keeps the order.
   * @param \Closure(\Throwable): void $report
   *   Is told once an outage, and of messages that the server refuses.
   * @param null|\Closure(): float $clock
   *   Unix time.
   */
  public function __construct(
    private readonly OutboxStore $store,
    private readonly ServerApi $api,
    private readonly Breaker $breaker,
    private readonly SiteLock $lock,
    private readonly \Closure $report,
    private readonly ?\Closure $clock = NULL,
  ) {
    $this->batches = new BatchPublisher($api, $report);
  }

  /**
   * Sends what waits, unless the server is known to be away.
   *
   * @param list<string> $hints
   *   Encoded parameters of publications that aren't kept: they leave now or
   *   never.
   */
  public function flush(array $hints = []): OutboxRun {
    $run = new OutboxRun();
    $this->breaker->isOpen() ? $this->sweep($run) : $this->drain($run, $hints);
    return $run;
  }

  /**
   * Finds out whether the server is there; if so, sends what waits.
   */
  public function probe(): OutboxRun {
    $run = new OutboxRun();
    if ($this->breaker->isOpen()) {
      try {
        $this->api->call('info');
        $this->breaker->close();
      }
      catch (Failure) {
        // The outage was reported when it began.
        $this->sweep($run);
        return $run;
      }
    }
    $this->drain($run, []);
    return $run;
  }

  /**
   * Empties the store under the lock.
   *
   * @param \Drupal\nodejs\Core\OutboxRun $run
   *   Counts.
   * @param list<string> $hints
   *   What goes with the last batch.
   */
  private function drain(OutboxRun $run, array $hints): void {
    $deadline = $this->now() + self::BUDGET;
    if ($this->draining || !$this->lock->acquire()) {
      // Whoever holds the lock looks again after giving it back.
      if ($hints !== []) {
        $this->send($hints);
      }
      return;
    }
    do {
      $this->draining = TRUE;
      try {
        $more = $this->sendRows($run, $hints, $deadline);
        $hints = [];
      }
      finally {
        $this->draining = FALSE;
        $this->lock->release();
      }
      // Another process may have left a row behind that found the lock taken.
    } while ($more && $this->now() < $deadline && $this->store->has() && $this->lock->acquire());
  }

  /**
   * Sends row by row, many in a request.
   *
   * @param \Drupal\nodejs\Core\OutboxRun $run
   *   Counts.
   * @param list<string> $hints
   *   What goes with the last batch.
   * @param float $deadline
   *   Unix time.
   *
   * @return bool
   *   FALSE when trying on makes no sense now.
   */
  private function sendRows(OutboxRun $run, array $hints, float $deadline): bool {
    do {
      $read = $this->store->oldest(self::ROWS);
      $rows = $this->fitting($read);
      $now = (int) $this->now();
      $lines = array_merge([], ...array_map(static fn (OutboxRow $row): array => $row->live($now), $rows));
      $live = count($lines);
      $last = count($rows) === count($read) && count($read) < self::ROWS;
      if ($last) {
        array_push($lines, ...$hints);
      }
      if ($lines !== [] && !$this->send($lines)) {
        return FALSE;
      }
      array_map($this->store->remove(...), $rows);
      $expired = array_sum(array_map(static fn (OutboxRow $row): int => $row->messages, $rows)) - $live;
      $this->count($run, $expired);
      $run->sent += $live;
    } while (!$last && $this->now() < $deadline);
    return TRUE;
  }

  /**
   * The first rows that fit into one request; one at least.
   *
   * @param list<\Drupal\nodejs\Core\OutboxRow> $rows
   *   Rows.
   *
   * @return list<\Drupal\nodejs\Core\OutboxRow>
   *   The first of them.
   */
  private function fitting(array $rows): array {
    $bytes = 0;
    foreach ($rows as $index => $row) {
      $bytes += strlen($row->payload);
      if ($bytes > self::BYTES && $index > 0) {
        return array_slice($rows, 0, $index);
      }
    }
    return $rows;
  }

  /**
   * Sends publications in one request.
   *
   * @param non-empty-list<string> $lines
   *   Encoded parameters.
   *
   * @return bool
   *   FALSE when they have to be sent again.
   */
  private function send(array $lines): bool {
    try {
      return $this->batches->publish($lines);
    }
    catch (Failure $failure) {
      if ($this->breaker->open($failure->getMessage())) {
        ($this->report)($failure);
      }
      return FALSE;
    }
  }

  /**
   * Removes what nobody wants any more, so that an outage fills no table.
   */
  private function sweep(OutboxRun $run): void {
    $now = (int) $this->now();
    if (!$this->store->has($now) || !$this->lock->acquire()) {
      return;
    }
    try {
      $this->count($run, $this->store->expire($now));
    }
    finally {
      $this->lock->release();
    }
  }

  /**
   * Counts what expired.
   */
  private function count(OutboxRun $run, int $expired): void {
    if ($expired > 0) {
      $run->expired += $expired;
      $this->store->countExpired($expired);
    }
  }

  /**
   * Unix time.
   */
  private function now(): float {
    return $this->clock === NULL ? microtime(TRUE) : ($this->clock)();
  }

}
