<?php

declare(strict_types=1);

namespace Drupal\nodejs\Live;

use Drupal\nodejs\Core\DeferredPublisher;
use Drupal\nodejs\Core\Failure;
use Drupal\nodejs\Core\Publication;
use Drupal\nodejs\Core\ServerApi;
use Drupal\nodejs\Core\Settings;
use Drupal\nodejs\FailureLog;

/**
 * Tells pages of what changed: with a rendering, or to fetch their own.
 */
final class Updater {

  /**
   * Most regions that one request tells of.
   */
  private const REGIONS = 1000;

  /**
   * Most renderings of one request, and most seconds for them.
   */
  private const RENDERINGS = 50;
  private const SECONDS = 3.0;

  /**
   * Longest rendering that is sent, in bytes: a browser may have many to read.
   */
  private const BYTES = 65536;

  /**
   * Most regions without listeners that are told of for the sake of pages that
   * are being loaded now.
   */
  private const LOADING = 200;

  /**
   * Milliseconds over which those spread who fetch their own: for each of them
   * so many, and at least and at most so many for all.
   */
  private const EACH = 10;
  private const AT_LEAST = 500;
  private const AT_MOST = 60000;

  public function __construct(
    private readonly RegionTable $table,
    private readonly Sources $sources,
    private readonly Stage $stage,
    private readonly Recollection $recollection,
    private readonly Occupancy $occupancy,
    private readonly ServerApi $api,
    private readonly Settings $settings,
    private readonly DeferredPublisher $publisher,
    private readonly FailureLog $log,
  ) {}

  /**
   * Tells of changes that are committed.
   *
   * @param list<string> $tags
   *   The cache tags that were invalidated.
   * @param bool $mayRender
   *   Whether this is a moment to render for others.
   */
  public function update(array $tags, bool $mayRender): void {
    if (!$this->sources->areThere() || $this->settings->problems() !== []) {
      return;
    }
    $regions = $this->table->ofTags($tags, self::REGIONS);
    if ($regions === []) {
      return;
    }
    $this->recollection->forgetTags();
    // Any visitor makes regions, with a list's address and another query each
    // time. However many there are, those that somebody looks at are told.
    $isMore = count($regions) === self::REGIONS;
    $ids = $isMore ? $this->occupancy->all() : $this->occupancy->among(array_map(strval(...), array_keys($regions)));
    if ($isMore && $ids !== NULL) {
      $regions += $this->table->ofTags($tags, self::REGIONS, $ids);
    }
    $occupied = $ids === NULL ? NULL : array_intersect_key($regions, array_flip($ids));
    $time = (int) (microtime(TRUE) * 1000);
    $hints = [];
    $begin = microtime(TRUE);
    $renderings = 0;
    foreach (array_intersect_key($regions, $occupied ?? $regions) as $id => $region) {
      $isTime = $mayRender && $occupied !== NULL && $renderings < self::RENDERINGS && microtime(TRUE) - $begin < self::SECONDS;
      $data = $isTime && $region->isShared ? $this->render($region) : NULL;
      $renderings += $isTime && $region->isShared ? 1 : 0;
      $data === NULL ? $hints[$id] = $region : $this->publisher->publish(new Publication($region->channel(), $data));
    }
    $spread = $this->spread($occupied === NULL ? [] : $hints);
    foreach ($hints as $region) {
      $this->publisher->publish(new Publication($region->channel(), ['time' => $time, 'spread' => $spread[$region->channel()] ?? self::AT_LEAST]));
    }
    // A page that is on its way asks, once it listens, for the last word.
    foreach (array_slice(array_diff_key($regions, $occupied ?? $regions), 0, self::LOADING) as $region) {
      $this->publisher->publish(new Publication($region->channel(), ['time' => $time, 'spread' => self::AT_LEAST], durable: FALSE));
    }
  }

  /**
   * Renders a region for all who listen.
   *
   * @return array<string, mixed>|null
   *   What they are told; NULL when it isn't sure that it is the same for all.
   */
  private function render(Region $region): ?array {
    try {
      $this->recollection->forget();
      $rendering = $this->sources->render($region, $this->stage->actor($region->surroundings), FALSE);
    }
    catch (\Throwable $failure) {
      $this->log->report($failure);
      return NULL;
    }
    if ($rendering->html === NULL) {
      // Somebody else with the same permissions may see it, e.g. its author.
      $isForAll = array_filter($rendering->metadata->getCacheContexts(), static fn (string $context): bool => preg_match('/^(user(?!\.permissions|\.roles)|session|cookies|headers|ip)\b/', $context) === 1) === [];
      return $isForAll ? $rendering->data() : NULL;
    }
    // Its cache contexts say the same as those of the page that showed it
    // first: exactly then its name is the same.
    $isTheSame = Live::idIn($rendering->html) === $region->id && str_contains($rendering->html, 'data-nodejs-live-assets="' . $region->assets . '"');
    return $isTheSame && strlen($rendering->html) <= self::BYTES ? $rendering->data() : NULL;
  }

  /**
   * Over how long those should spread who fetch their own.
   *
   * @param array<string, \Drupal\nodejs\Live\Region> $regions
   *   What they are told of.
   *
   * @return array<string, int>
   *   Milliseconds by channel.
   */
  private function spread(array $regions): array {
    $spread = [];
    try {
      $channels = $regions === [] ? [] : (array) ($this->api->call('channels', ['prefix' => Region::channelOf('')])['channels'] ?? []);
    }
    catch (Failure) {
      return [];
    }
    foreach ($regions as $region) {
      $listeners = $channels[$region->channel()]['num_clients'] ?? 0;
      $spread[$region->channel()] = max(self::AT_LEAST, min(self::AT_MOST, self::EACH * (is_int($listeners) ? $listeners : 0)));
    }
    return $spread;
  }

}
